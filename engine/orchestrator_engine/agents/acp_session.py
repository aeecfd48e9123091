"""What an agent offers to choose from before a prompt: mode, model and effort. Pure."""

from dataclasses import dataclass
from typing import Any

from orchestrator_engine.json_values import object_of, objects_of, text_of


@dataclass(frozen=True, slots=True)
class Step:
    """A request that makes a choice; `params` lack only the thread."""

    method: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen: the request, the name of its field, values by name, what holds now."""

    method: str
    field: str
    fixed: dict[str, str]
    values: tuple[tuple[str, str], ...]
    current: str

    def step(self, wished: str) -> Step | None:
        """The request for a wish, by value or by name; None where it holds already."""
        value = next((value for value, name in self.values if wished in (value, name)), wished)
        if value == self.current:
            return None
        return Step(self.method, self.fixed | {self.field: value})

    def has(self, wished: str) -> bool:
        """Whether it is among what is offered."""
        return any(wished in pair for pair in self.values)


def offer(session: dict[str, Any], category: str) -> Offer | None:
    """What a new thread offers of `mode`, `model` or `thought_level`; None where nothing."""
    return _listed(session, category) or _option(session, category)


def _listed(session: dict[str, Any], category: str) -> Offer | None:
    """Modes and models have a place of their own in most agents."""
    key, value, method = {
        "mode": ("modes", "id", "session/set_mode"),
        "model": ("models", "modelId", "session/set_model"),
    }.get(category, ("", "", ""))
    told = object_of(session.get(key)) if key else None
    if told is None:
        return None
    available = objects_of(told.get("availableModes" if category == "mode" else "availableModels"))
    field = "modeId" if category == "mode" else "modelId"
    current = text_of(told.get("currentModeId" if category == "mode" else "currentModelId"))
    return Offer(method, field, {}, _pairs(available, value), current)


def _option(session: dict[str, Any], category: str) -> Offer | None:
    for each in objects_of(session.get("configOptions")):
        number = text_of(each.get("id"))
        if each.get("category") != category or not number:
            continue
        listed = objects_of(each.get("options"))
        grouped = [one for group in listed for one in objects_of(group.get("options"))]
        return Offer(
            "session/set_config_option",
            "value",
            {"configId": number},
            _pairs([*listed, *grouped], "value"),
            text_of(each.get("currentValue")),
        )
    return None


def _pairs(options: list[dict[str, Any]], value: str) -> tuple[tuple[str, str], ...]:
    pairs = [(text_of(each.get(value)), text_of(each.get("name"))) for each in options]
    return tuple(pair for pair in pairs if pair[0])
