"""The facts of one certificate that the tests of this room work on."""

from __future__ import annotations

from app.documents.facts import (
    Approval,
    BandFacts,
    BarFacts,
    CertificateFacts,
    GridFacts,
    LedgerFacts,
    LevelFacts,
    MatrixFacts,
    ObligationFacts,
    PrincipleFacts,
    RuleFacts,
    ScoreFacts,
    ShareFacts,
    TestFacts,
    Words,
)

ADDRESS = "https://fenji.example"


def words(english: str, chinese: str) -> Words:
    return {"en": english, "zh-Hans": chinese}


LEVELS = tuple(
    LevelFacts(id=key, place=place, count=5, colour=colour, label=label, summary=summary)
    for place, (key, colour, label, summary) in enumerate(
        [
            ("low", "#1e6b42", words("Low risk", "低风险"), {}),
            ("moderate", "#5f6b12", words("Moderate risk", "一般风险"), {}),
            ("considerable", "#a2540a", words("Considerable risk", "较大风险"), {}),
            (
                "major",
                "#b3261e",
                words("Major risk", "重大风险"),
                words(
                    "A named person must be able to stop it; it is assessed again every 12 months.",
                    "须指定有权停止系统的责任人；每12个月重新评估。",
                ),
            ),
            ("unacceptable", "#4b0f1d", words("Unacceptable", "不可接受"), {}),
        ]
    )
)

GRID = GridFacts(
    row_title=words("Severity", "严重性"),
    column_title=words("Likelihood", "可能性"),
    rows=(
        words("Negligible", "轻微"),
        words("Minor", "较小"),
        words("Moderate", "中等"),
        words("Major", "重大"),
        words("Critical", "极重"),
    ),
    columns=(
        words("Rare", "罕见"),
        words("Unlikely", "不太可能"),
        words("Possible", "可能"),
        words("Likely", "很可能"),
        words("Almost certain", "几乎必然"),
    ),
    cells=((0, 0, 0, 1, 1), (0, 1, 1, 2, 2), (1, 2, 2, 3, 3), (2, 2, 3, 3, 4), (2, 3, 3, 4, 4)),
    levels=LEVELS,
    row=3,
    column=2,
)

SCORES = (
    ScoreFacts(
        label=words("Severity", "严重性"),
        way="highest",
        value="3",
        maximum="4",
        band=words("Major", "重大"),
        divisor=1,
        bands=(BandFacts(words("Minor", "较小"), "0"), BandFacts(words("Major", "重大"), "3")),
        bars=(
            BarFacts("section", words("Purpose", "用途"), "3", 1),
            BarFacts("section", words("People concerned", "相关人群"), "2", 2),
        ),
    ),
    ScoreFacts(
        label=words("Likelihood", "可能性"),
        way="sum",
        value="5.5",
        maximum="20",
        band=words("Possible", "可能"),
        divisor=1,
        bands=(BandFacts(words("Rare", "罕见"), "0"), BandFacts(words("Possible", "可能"), "4")),
        bars=(
            BarFacts("section", words("Scale of use", "使用规模"), "6", 2),
            BarFacts("section", words("Oversight", "监督"), "-1", 1),
            BarFacts("rest", {}, "0.5", 3),
        ),
    ),
)

PRINCIPLES = (
    PrincipleFacts(
        words("Fairness", "公平"),
        (
            ShareFacts(words("Severity", "严重性"), "2", "4"),
            ShareFacts(words("Likelihood", "可能性"), "0", "7"),
        ),
    ),
    PrincipleFacts({}, (ShareFacts(words("Likelihood", "可能性"), "5.5", "13"),)),
)

FACTS = CertificateFacts(
    number="FJ-2026-7K3M-9QXZ",
    system_name="急诊分诊助手 Emergency triage assistant",
    organisation="江北大学附属医院 Jiangbei University Hospital",
    office=words("Jiangbei Office for AI Governance", "江北市人工智能治理办公室"),
    owners=("陈思远",),
    matrix=MatrixFacts(
        id="fenji",
        version="1.0.0",
        title=words("AI risk tiering", "人工智能风险分级"),
        logic_digest="4b1f" * 16,
        text_digests={"en": "77aa" * 16, "zh-Hans": "90cd" * 16},
    ),
    level=LEVELS[3],
    method_level=words("Considerable risk", "较大风险"),
    grid=GRID,
    categories=(
        words("Health care", "医疗健康"),
        words("Ranking of people", "人员排序"),
        words("Minors’ data", "未成年人数据"),
    ),
    obligations=(
        ObligationFacts(
            words(
                "Name a human overseer with power to stop the system",
                "指定有权停止系统的人类监督者",
            ),
            {"en": "Regulation (EU) 2024/1689, Art. 14"},
        ),
        ObligationFacts(words("Keep logs of every decision for two years", "每项决定的日志至少保存两年"), {}),
    ),
    tests=(
        TestFacts(
            words("Adversarial testing by people outside the project", "由项目外人员进行对抗测试"),
            independent=True,
            measure=words("Attacks that succeeded", "成功的攻击"),
            unit={"en": "%"},
            bar="at_most",
            value="5",
            verdict="passed",
            figure="2.5",
            tester="Ines Iyer",
            organisation="Northgate Assurance",
            tester_independent=True,
            day="2026-11-12",
        ),
        TestFacts(words("Test of the stop button", "停止按钮测试"), False, {}, {}, verdict="not_recorded"),
    ),
    rules=(
        RuleFacts(
            "triage",
            words("Emergency triage of patients is never below major", "患者急诊分诊不低于重大风险"),
            {"en": "Regulation (EU) 2024/1689, Annex III 5(d)"},
            words("Considerable risk", "较大风险"),
            words("Major risk", "重大风险"),
        ),
    ),
    approvals=(
        Approval("林若溪", "reviewer", "2026-11-20T09:12:00+00:00"),
        Approval("何启明", "ethics_reviewer", "2026-11-22T03:00:00+00:00"),
        Approval("Amara Okafor", "ethics_reviewer", "2026-11-23T15:40:00+00:00"),
    ),
    revision=2,
    submitted_on="2026-11-18",
    issued_on="2026-11-23",
    valid_until="2027-11-22",
    submission_digest="3f9a1c77b2e094d1" * 4,
    ledger=LedgerFacts(1200, "5c1f" * 16),
    scores=SCORES,
    principles=PRINCIPLES,
)
