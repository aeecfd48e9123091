"""`completion`: what a shell needs to complete commands and options, made of the table.

Runs, tasks, keys, modes and agents are asked for when they are completed: see `completing.py`.
What is asked there is never read as shell code, and silence is no error.
"""

from argparse import Namespace
from collections.abc import Iterator

from orchestrator_engine.cli import output
from orchestrator_engine.cli.arguments import Argument, Command
from orchestrator_engine.cli.completing import NAME, looks_up, what_of
from orchestrator_engine.cli.reference import HELP, PROGRAMS
from orchestrator_engine.cli.table import COMMANDS


def completion(options: Namespace) -> int:
    """Print the script for a shell."""
    output.say("\n".join({"bash": _bash, "zsh": _zsh, "fish": _fish}[options.shell]()))
    return 0


def man(_: Namespace) -> int:
    """Print the manual page."""
    from orchestrator_engine.cli.reference import manual

    output.say(manual().rstrip("\n"))
    return 0


def _flags(command: Command) -> list[str]:
    named = [name for one in command.arguments for name in one.names if name.startswith("-")]
    return [*named, *HELP]


def _values(argument: Argument) -> tuple[str, ...]:
    return tuple(map(str, argument.how.get("choices") or ()))


def _positional(command: Command) -> Argument | None:
    return next((one for one in command.arguments if not one.names[0].startswith("-")), None)


def _is_file(argument: Argument | None) -> bool:
    return argument is not None and str(argument.how.get("metavar")) in {
        "SPEC.md", "FILE", "DIR", "WISH", "PLAN.md",
    }  # fmt: skip


def _bash() -> Iterator[str]:
    yield "# Completion of code-orch for bash: source <(code-orch completion bash)"
    yield "_code_orch() {"
    yield '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"'
    yield '  local command="${COMP_WORDS[1]}" words="" files=""'
    yield '  if [ "$COMP_CWORD" -eq 1 ]; then'
    first = " ".join((*COMMANDS, "--help", "--version"))
    yield f'    COMPREPLY=($(compgen -W "{first}" -- "$word"))'
    yield "    return"
    yield "  fi"
    yield '  case "$command $before" in'
    for command in COMMANDS.values():
        for argument in command.arguments:
            if values := _values(argument):
                for name in argument.names:
                    if name.startswith("-"):
                        yield f'    "{command.name} {name}") words="{" ".join(values)}" ;;'
    yield "  esac"
    yield '  if [ -z "$words" ]; then'
    yield '    case "$command" in'
    for command in COMMANDS.values():
        positional = _positional(command)
        words = [*_flags(command), *(_values(positional) if positional else ())]
        files = " files=1" if _is_file(positional) else ""
        yield f'      {command.name}) words="{" ".join(words)}"{files} ;;'
    yield "    esac"
    yield "  fi"
    yield '  local looked="" line'
    yield '  case "$command" in'
    asks = "|".join(one.name for one in COMMANDS.values() if looks_up(one))
    yield f"    {asks})"
    before = f'"${{COMP_WORDS[0]}}" {NAME} "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"'
    yield f'      [ "${{word#-}}" = "$word" ] && looked="$({before} 2>/dev/null)" ;;'
    yield "  esac"
    yield '  if [ -n "$looked" ]; then'
    yield "    COMPREPLY=()"
    # Not by compgen: that would carry out what stands in a word.
    yield "    while IFS=$'\\t' read -r line _; do"
    yield '      [[ "$line" == "$word"* ]] && COMPREPLY+=("$line")'
    yield '    done <<< "$looked"'
    yield '    [[ "${COMPREPLY[0]-}" == *= ]] && compopt -o nospace 2>/dev/null'
    yield "    return"
    yield "  fi"
    yield '  COMPREPLY=($(compgen -W "$words" -- "$word"))'
    yield '  case "$before" in'
    yield "    --cwd|--output|-o|--keep) COMPREPLY=(); files=1 ;;"
    yield "  esac"
    yield '  if [ -n "$files" ] && [ "${word#-}" = "$word" ]; then'
    yield "    compopt -o filenames 2>/dev/null"
    yield "    local file"
    yield '    while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$word")'
    yield "  fi"
    yield "}"
    yield f"complete -F _code_orch {' '.join(PROGRAMS)}"


def _zsh() -> Iterator[str]:
    yield f"#compdef {' '.join(PROGRAMS)}"
    yield "# Completion of code-orch for zsh: a file _code-orch in a folder of $fpath."
    yield "_code_orch_looked() {"
    yield "  local -a found"
    yield "  local line"
    asked = f'"$program" {NAME} "${{(@)words[1,CURRENT-1]}}"'
    yield f'  for line in "${{(@f)$({asked} 2>/dev/null)}}"; do'
    yield "    [[ -n $line ]] || continue"
    yield "    found+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\")"
    yield "  done"
    yield "  (( $#found )) && _describe -V value found"
    yield "}"
    yield "_code_orch() {"
    yield "  local -a commands"
    yield "  commands=("
    yield from (f"    {_quoted(f'{one.name}:{one.help}')}" for one in COMMANDS.values())
    yield "  )"
    yield "  if (( CURRENT == 2 )); then"
    yield "    _describe -t commands command commands"
    yield "    return"
    yield "  fi"
    yield "  local program=$words[1] command=$words[2]"
    yield "  (( CURRENT-- ))"
    yield "  shift words"
    yield "  case $command in"
    for command in COMMANDS.values():
        yield f"    {command.name})"
        places = [one for one in command.arguments if not one.names[0].startswith("-")]
        specs = [
            _quoted(spec)
            for one in command.arguments
            for spec in _zsh_specs(one, places.index(one) + 1 if one in places else 0)
        ]
        yield f"      _arguments {' '.join((*specs, _quoted('*:file:_files')))} ;;"
    yield "  esac"
    yield "}"
    yield 'if [ "$funcstack[1]" = "_code-orch" ]; then _code_orch "$@"; else '
    yield f"  compdef _code_orch {' '.join(PROGRAMS)}"
    yield "fi"


def _zsh_specs(argument: Argument, place: int) -> Iterator[str]:
    words = str(argument.how["help"]).translate({ord("["): "(", ord("]"): ")", ord(":"): " "})
    values, looked = _values(argument), what_of(argument) is not None
    what = "_code_orch_looked" if looked else f"({' '.join(values)})" if values else "_files"
    if place:
        if values or looked:
            yield f"{place}:{argument.how.get('metavar', '')}:{what}"
        return
    takes = argument.how.get("action") != "store_true"
    for name in argument.names:
        yield f"{name}[{words}]" + (
            f":{argument.how.get('metavar', 'value')}:{what}" if takes else ""
        )


def _fish() -> Iterator[str]:
    yield "# Completion of code-orch for fish: code-orch completion fish | source"
    yield "function __code_orch_looked"
    yield "  set -l words (commandline -opc)"
    yield f"  $words[1] {NAME} $words[2..-1] 2>/dev/null"
    yield "end"
    for program in PROGRAMS:
        yield f"complete -c {program} -f"
    names = " ".join(COMMANDS)
    for command in COMMANDS.values():
        yield from (
            f"complete -c {program} -n 'not __fish_seen_subcommand_from {names}' "
            f"-a {command.name} -d {_quoted(command.help)}"
            for program in PROGRAMS
        )
        seen = f"-n '__fish_seen_subcommand_from {command.name}'"
        for argument in command.arguments:
            told = _fish_argument(argument)
            if told:
                yield from (f"complete -c {program} {seen} {told}" for program in PROGRAMS)
        if _is_file(_positional(command)):
            yield from (f"complete -c {program} {seen} -F" for program in PROGRAMS)


def _fish_argument(argument: Argument) -> str:
    values = _quoted(" ".join(_values(argument))) if _values(argument) else ""
    words = f"-d {_quoted(str(argument.how['help']))}"
    if what_of(argument) is not None:
        values = "'(__code_orch_looked)'"
    if not argument.names[0].startswith("-"):
        return f"-a {values}" if values else ""
    names = " ".join(
        f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in argument.names
    )
    if argument.how.get("action") == "store_true":
        return f"{names} {words}"
    return f"{names} -x -a {values} {words}" if values else f"{names} -r -F {words}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
