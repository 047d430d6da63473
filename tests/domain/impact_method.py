"""Writes a matrix of additive impact scoring: 300 questions, 160 choices with points, less some for mitigation."""

from __future__ import annotations

from collections.abc import Iterator

AREAS = ("rights", "health", "work", "money", "nature", "children", "privacy", "language", "trust", "freedom")
ASPECTS = {
    "depth": "How deep does a mistake go for {area}?",
    "duration": "How long do its effects on {area} last?",
    "breadth": "How many people feel its effects on {area}?",
    "return": "How hard is it to undo its effects on {area}?",
}
DEGREES = ("not at all", "a little", "much", "very much")  # worth 0 to 3
MEASURES = (
    "people affected were heard", "the data were checked", "bias was measured", "gaps in the data are known",
    "somebody answers for it", "a person can overrule it", "people can complain", "decisions are explained",
    "decisions are logged", "changes are recorded", "access is restricted", "security was tested",
    "privacy was assessed", "results are compared", "staff are trained", "a fallback is ready",
    "costs were weighed", "experts looked at it", "the code is kept", "its end is planned",
)  # fmt: skip
PHASES = ("design", "in_use")
DETAILS = 20  # questions without points, in each area

HEAD = """\
# Additive impact scoring: impact, less 15 % where mitigation reaches 80 %, four levels at 25, 50 and 75 % inclusive.
format: 1
matrix: {id: impact, version: "1", effective_from: 2026-12-01, title: Impact assessment, languages: [en]}
levels:
  - {id: i, label: Little or no impact}
  - {id: ii, label: Moderate impact}
  - {id: iii, label: High impact}
  - {id: iv, label: Very high impact}
scores:
  impact: {label: Impact, maximum: all}
  # Mitigation is asked in one of two phases, so that half of all its points can be reached.
  mitigation: {label: Mitigation, maximum: all, maximum_factor: 0.5}
computed:
  residual:
    label: Residual impact
    start_from: impact
    steps:
      - {id: good_mitigation, when: {score: mitigation, at_least: "80%"}, reduce_percent: 15, round: whole}
level:
  method: thresholds
  of: residual
  thresholds: [{up_to: "25%", level: i}, {up_to: "50%", level: ii}, {up_to: "75%", level: iii}, {level: iv}]
sections:
"""


def impact_method() -> str:
    """The whole file; the same text each time."""
    return HEAD + "\n".join([*_project(), *_areas(), *_mitigation(), *_examples()]) + "\n"


def answers_worth(impact: int, mitigation: int, phase: str = "design") -> dict[str, object]:
    """Answers that add up to this much impact (120 at most) and mitigation (40 at most)."""
    answers: dict[str, object] = {"phase": phase}
    for name in (f"{area}_{aspect}" for area in AREAS for aspect in ASPECTS):
        answers[name] = str(min(3, impact))
        impact -= min(3, impact)
    for place, points in enumerate(worth_of_measures()):
        done = points <= mitigation
        answers[f"{phase}_{place}"] = "yes" if done else "no"
        mitigation -= points if done else 0
    return answers


def worth_of_measures() -> tuple[int, ...]:
    """What each measure is worth: 40 together in either phase."""
    return (3, *(2 for _ in MEASURES[2:]), 1)


def _project() -> Iterator[str]:
    yield "  - id: project\n    title: The project\n    questions:"
    yield "      - id: phase\n        ask: Which phase is it in?\n        kind: one"
    yield "        choices: [{id: design, label: It is being designed}, {id: in_use, label: It is in use}]"
    for place in range(1, 20):
        yield f"      - {{id: project_{place}, ask: Describe part {place} of the project., kind: text, required: no}}"


def _areas() -> Iterator[str]:
    for area in AREAS:
        yield f"  - id: {area}\n    title: Effects on {area}\n    questions:"
        for aspect, ask in ASPECTS.items():
            yield f"      - id: {area}_{aspect}\n        ask: {ask.format(area=area)}"
            yield "        kind: one\n        choices:"
            yield f"          - {{id: 0, label: {DEGREES[0]}}}"
            for points, degree in enumerate(DEGREES[1:], start=1):
                yield f"          - {{id: {points}, label: {degree}, points: {{impact: {points}}}}}"
        for place in range(1, DETAILS + 1):
            ask = f"What else should be known about {area}, {place}?"
            shown = f"show_when: {{{area}_depth: [1, 2, 3]}}"
            yield f'      - {{id: {area}_{place}, ask: "{ask}", kind: long_text, required: no, {shown}}}'


def _mitigation() -> Iterator[str]:
    for phase in PHASES:
        yield f"  - id: mitigation_{phase}\n    title: What is done about it"
        yield f"    show_when: {{phase: {phase}}}\n    questions:"
        for place, (measure, points) in enumerate(zip(MEASURES, worth_of_measures(), strict=True)):
            ask = f"Is it true that {measure}?"
            yield f'      - {{id: {phase}_{place}, ask: "{ask}", kind: yes_no, points: {{mitigation: {points}}}}}'


def _examples() -> Iterator[str]:
    yield "examples:"
    for name, impact, mitigation, level in (("Nothing", 0, 0, "i"), ("All, and nothing is done", 120, 0, "iv")):
        answers = ", ".join(f"{key}: {value}" for key, value in answers_worth(impact, mitigation).items())
        yield f'  - {{name: "{name}", answers: {{{answers}}}, level: {level}}}'
