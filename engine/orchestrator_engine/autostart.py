"""What tells each operating system to start the watchdog at log-in or boot: texts, and no action.

None of them holds a secret: the environment that a person wants at boot is read from a file of
theirs, `environment` in the configuration folder, which nobody here writes.
"""

import plistlib
import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

NAME = "code-orchestrator"
LABEL = "dev.code-orchestrator.watchdog"
MARK = f"# {NAME}: watchdog"
"""What ends each of our lines in a crontab; lines without it are somebody else's."""

_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Watchdog:
    """What is to be started: an absolute program with arguments, its PATH and its folders.

    `state` is the state folder where it is not the usual one, and `config` what XDG_CONFIG_HOME
    names, below which the environment that a person wants at boot is kept.
    """

    program: tuple[str, ...]
    path: str
    home: str
    state: str | None = None
    config: str | None = None

    @property
    def variables(self) -> dict[str, str]:
        """What it has to see beside what the system gives to every program."""
        told = {"ORCHESTRATOR_STATE_DIR": self.state, "XDG_CONFIG_HOME": self.config}
        return {"PATH": self.path} | {name: value for name, value in told.items() if value}


def systemd_unit(watchdog: Watchdog) -> str:
    """The unit of a person's own systemd."""
    variables = "\n".join(
        f"Environment={_systemd(f'{name}={value}', '%')}"
        for name, value in watchdog.variables.items()
    )
    return f"""\
# Written by `code-orch watchdog install`; `code-orch watchdog uninstall` removes it.
[Unit]
Description=Code Orchestrator: lets runs go on that died
StartLimitIntervalSec=600
StartLimitBurst=5

[Service]
Type=exec
ExecStart={" ".join(_systemd(word, "%$") for word in watchdog.program)}
{variables}
EnvironmentFile=-%E/{NAME}/environment
Restart=always
RestartSec=2
# A run belongs to nobody but itself: it outlives the watchdog that let it go on.
KillMode=process

[Install]
WantedBy=default.target
"""


def _systemd(word: str, doubled: str) -> str:
    """A word in quotes, as systemd reads it; `doubled` are the signs that would mean something."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    for sign in doubled:
        escaped = escaped.replace(sign, sign * 2)
    return f'"{escaped}"'


def launchd_plist(watchdog: Watchdog) -> bytes:
    """The property list of a launch agent."""
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(watchdog.program),
            "EnvironmentVariables": watchdog.variables,
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 10,
            "ProcessType": "Background",
            "AbandonProcessGroup": True,
        }
    )


_TASK = "http://schemas.microsoft.com/windows/2004/02/mit/task"


def task_xml(watchdog: Watchdog) -> bytes:
    """The description of a scheduled task, in UTF-16 as `schtasks` wants it."""
    task = ET.Element("Task", {"version": "1.2", "xmlns": _TASK})
    about = ET.SubElement(task, "RegistrationInfo")
    ET.SubElement(about, "Description").text = "Code Orchestrator: lets runs go on that died"
    trigger = ET.SubElement(ET.SubElement(task, "Triggers"), "LogonTrigger")
    ET.SubElement(trigger, "Enabled").text = "true"
    settings = ET.SubElement(task, "Settings")
    for name, value in (
        ("MultipleInstancesPolicy", "IgnoreNew"),
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("ExecutionTimeLimit", "PT0S"),
    ):
        ET.SubElement(settings, name).text = value
    again = ET.SubElement(settings, "RestartOnFailure")
    ET.SubElement(again, "Interval").text = "PT1M"
    ET.SubElement(again, "Count").text = "5"
    run = ET.SubElement(ET.SubElement(task, "Actions"), "Exec")
    ET.SubElement(run, "Command").text = watchdog.program[0]
    ET.SubElement(run, "Arguments").text = " ".join(map(_windows, watchdog.program[1:]))
    return ET.tostring(task, encoding="utf-16", xml_declaration=True)


def _windows(word: str) -> str:
    """A word as the parser of Windows' C library takes it."""
    if word and not re.search(r'[\s"]', word):
        return word
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', word)
    doubled = re.sub(r"(\\+)$", r"\1\1", escaped)
    return f'"{doubled}"'


def cron_lines(watchdog: Watchdog) -> tuple[str, ...]:
    """Our lines of a crontab: at boot, and a look every ten minutes."""
    variables = " ".join(f"{name}={_shell(value)}" for name, value in watchdog.variables.items())
    words = " ".join(map(_shell, watchdog.program))
    # A percent sign ends the command there.
    command = f"{variables} {words} --once >/dev/null 2>&1".replace("%", r"\%")
    return tuple(f"{when} {command} {MARK}" for when in ("@reboot", f"*/{_MINUTES} * * * *"))


def _shell(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def with_cron(table: str, lines: tuple[str, ...]) -> str:
    """A crontab with our lines at its end, once; everybody else's stay as they are."""
    others = without_cron(table)
    end = "" if not others or others.endswith("\n") else "\n"
    return f"{others}{end}" + "".join(f"{line}\n" for line in lines)


def without_cron(table: str) -> str:
    """A crontab without our lines."""
    return "".join(line for line in table.splitlines(keepends=True) if not _is_ours(line))


def _is_ours(line: str) -> bool:
    return line.rstrip().endswith(MARK) and not line.lstrip().startswith("#")
