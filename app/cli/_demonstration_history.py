"""What has happened in the demonstration before somebody looks: a few assessments, made through the workflow itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.cli._demonstration_evidence import attach_papers
from app.cli._demonstration_incidents import CHATBOT, RECORDER, tell_incidents
from app.cli._demonstration_remarks import Revised, revise_and_submit
from app.cli._demonstration_tests import record_tests
from app.domain.answers import Answers, read_answers
from app.domain.completeness import missing_comments
from app.domain.lifecycle import Role, State
from app.domain.scoring import Plan
from app.storage import assessments, matrices, people
from app.storage.queue import count_by_state
from app.workflow import assessing, opening, repeating, reviewing
from app.workflow.actor import Actor, actor_of
from app.workflow.remarking import remark
from app.workflow.standing import progress_of

DAYS = 8  # how long ago the demonstration began
AMARA, SIYUAN, RUOXI = "amara.okafor@example.org", "siyuan.chen@example.org", "ruoxi.lin@example.org"
FIRST_REVIEWER = "qiming.he@example.org"
REVIEWERS = ("elena.ionescu@example.org", FIRST_REVIEWER, "zhiyuan.gu@example.org", "samuel.mensah@example.org")
TURNED_DOWN = {State.SENT_BACK: reviewing.send_back, State.REJECTED: reviewing.reject}


@dataclass(frozen=True, slots=True)
class Episode:
    """One assessment: the matrix's example it is filled in from, whose it is, and how far it came."""

    example: str
    system: str
    owner: str
    until: State
    signatures: int = 99
    reason: str = ""
    fails: bool = False  # a test that must be passed is not
    revised: Mapping[str, Revised] = field(
        default_factory=dict
    )  # what was done about these, before it was submitted again
    again: bool = False  # begun with the answers of the owner's earlier assessment of this system
    listed: bool = False  # its owner agreed to the public register
    remarks: Mapping[str, str] = field(default_factory=dict)  # question -> what the first reviewer says of its answer


# In the order in which they happen.
EPISODES = (
    Episode(
        "Spam filter of a ministry",
        "Mail filter of the town hall",
        AMARA,
        State.APPROVED,
        listed=True,
    ),
    Episode("Minutes of internal meetings", RECORDER, AMARA, State.APPROVED, listed=True),
    Episode("City information chatbot", CHATBOT, SIYUAN, State.APPROVED, listed=True),
    Episode(
        "Social scoring of residents",
        "Allocation of flats by points",
        AMARA,
        State.REJECTED,
        reason="Scoring residents by their social behaviour is prohibited; please do not take this further.",
    ),
    Episode(
        "Irrigation adviser by text message",
        "田间灌溉短信顾问",
        RUOXI,
        State.SENT_BACK,
        reason="请说明模型在旱季数据上的误差，以及农户如何投诉。",
        remarks={
            "data_quality": "答案说数据经过检验，但没有写旱季的误差。请补充旱季的检验结果。",
            "redress": "很多农户不识字，只用短信很难投诉。请说明他们可以怎样投诉、多久能得到答复。",
        },
    ),
    Episode("Triage nurse’s assistant", "急诊分诊助手", SIYUAN, State.IN_REVIEW, signatures=2),
    Episode(
        "City traffic control",
        "Traffic lights of the old town",
        AMARA,
        State.IN_REVIEW,
        signatures=1,
        reason="Two answers leave open what the operators may do. See the remarks.",
        remarks={
            "description": "How do the operators notice that they have to take over?",
            "stop": "When was it tried last?",
        },
        revised={
            "description": Revised(
                "A light and a tone tell them. The answer says so now.",
                "Sets the signals at 600 crossings every few seconds; operators in the control room are warned "
                "by a light and a tone, and can take over.",
            ),
            "stop": Revised("On 3 September, in the night, for twenty minutes; there were no jams."),
        },
    ),
    Episode("Homework helper for pupils", "作业辅导小助手", RUOXI, State.SUBMITTED, fails=True),
    Episode("Loan scoring without a person", "Hardship loans in a minute", AMARA, State.SUBMITTED),
    Episode(
        "Spam filter of a ministry", "Mail filter of the town hall", AMARA, State.APPROVED, again=True, listed=True
    ),
    Episode("Translation aid for ministry staff", "公文翻译助手", SIYUAN, State.DRAFT),
)


def tell_history(session: Session, office: Mapping[str, str], now: datetime, data_directory: Path) -> bool:
    """Live through the episodes whose example the matrix in force has, unless something has happened already.

    `office` is the office's name by language, for the certificates; evidence goes to the data directory. Gives
    whether this was the time that it was told.
    """
    if count_by_state(session):
        return False
    published = matrices.in_force(session, now.date())
    if published is None:
        return False
    plan = matrices.plan_of(published)
    moments = _moments(now)
    for episode in EPISODES:
        answers = next((found.answers for found in plan.matrix.examples if found.name == episode.example), None)
        if answers is not None:
            _Telling(
                session, episode, plan, read_answers(plan.matrix, answers)[0], office, moments, data_directory
            ).tell()
    tell_incidents(session, moments)
    return True


def _moments(now: datetime) -> Iterator[datetime]:
    """Times in the days before, in order, and never later than now."""
    moment, step = now - timedelta(days=DAYS), timedelta(hours=2, minutes=3)
    while True:
        yield min(moment, now)
        moment += step


@dataclass(frozen=True, slots=True)
class _Telling:
    """One episode being lived through."""

    session: Session
    episode: Episode
    plan: Plan
    answers: Answers
    office: Mapping[str, str]
    moments: Iterator[datetime]
    data_directory: Path

    def tell(self) -> None:
        """From the draft to where the episode ends."""
        until, owner = self.episode.until, self._actor(self.episode.owner)
        key = self._begin(owner)
        version = self._answer(owner, key)
        if until is State.DRAFT:
            return
        version = self._prove(owner, key, version)
        assessing.submit(
            self.session,
            actor=owner,
            assessment_id=key,
            version=version,
            now=next(self.moments),
            listed=self.episode.listed,
        )
        if until is State.SUBMITTED:
            return
        first = self._actor(FIRST_REVIEWER)
        opening.open_submission(self.session, actor=first, assessment_id=key, now=next(self.moments))
        reviewing.start_review(self.session, actor=first, assessment_id=key, now=next(self.moments))
        self._remark(first, key)
        if self.episode.revised:
            self._revise(first, owner, key)
        if until in TURNED_DOWN:
            self._turn_down(until, first, key)
            return
        for signer in self._signers(key)[: self.episode.signatures]:
            opening.open_submission(self.session, actor=signer, assessment_id=key, now=next(self.moments))
            reviewing.approve(
                self.session,
                actor=signer,
                assessment_id=key,
                digest=self._submission(key).digest,
                now=next(self.moments),
                office=self.office,
            )

    def _begin(self, owner: Actor) -> UUID:
        if not self.episode.again:
            return assessing.create(self.session, actor=owner, system_name=self.episode.system, now=next(self.moments))
        mine = assessments.mine(self.session, owner.person_id) if owner.person_id else ()
        earlier = next(each for each in mine if each.system_name == self.episode.system)
        return repeating.assess_again(self.session, actor=owner, assessment_id=earlier.id, now=next(self.moments))

    def _turn_down(self, state: State, reviewer: Actor, key: UUID) -> None:
        TURNED_DOWN[state](
            self.session,
            actor=reviewer,
            assessment_id=key,
            digest=self._submission(key).digest,
            reason=self.episode.reason,
            now=next(self.moments),
        )

    def _revise(self, reviewer: Actor, owner: Actor, key: UUID) -> None:
        """Send back with the remarks; the next revision replies to them, and its review begins."""
        self._turn_down(State.SENT_BACK, reviewer, key)
        revise_and_submit(self.session, owner, key, self.plan.matrix, self.episode.revised, self.moments)
        opening.open_submission(self.session, actor=reviewer, assessment_id=key, now=next(self.moments))
        reviewing.start_review(self.session, actor=reviewer, assessment_id=key, now=next(self.moments))

    def _remark(self, reviewer: Actor, key: UUID) -> None:
        """Say something of single answers."""
        digest = self._submission(key).digest
        for question, words in self.episode.remarks.items():
            remark(self.session, reviewer, key, digest, question, words, next(self.moments))

    def _answer(self, owner: Actor, key: UUID) -> int:
        """Fill the sections in; a draft is left half done."""
        version, now, sections = 1, next(self.moments), self.plan.matrix.sections
        asked = [question.id for question in self.plan.matrix.questions()]
        commented = missing_comments(self.plan.matrix, asked, self.answers, {})
        for section in sections[: len(sections) // 2] if self.episode.until is State.DRAFT else sections:
            own = {question.id for question in section.questions}
            version = assessing.save_answers(
                self.session,
                actor=owner,
                assessment_id=key,
                section_id=section.id,
                answers={question: answer for question, answer in self.answers.items() if question in own},
                comments={question: "See the project file." for question in commented if question in own},
                version=version,
                now=now,
            )
        return version

    def _prove(self, owner: Actor, key: UUID, version: int) -> int:
        """Attach what the answers call for, and record the tests; gives the draft's new version."""
        language = self._person(self.episode.owner).language or "en"
        system, now = self.episode.system, next(self.moments)
        version += attach_papers(
            self.session,
            owner,
            key,
            self.plan,
            self.answers,
            now,
            system=system,
            language=language,
            data_directory=self.data_directory,
        )
        return record_tests(
            self.session,
            owner,
            key,
            version,
            now,
            system=system,
            language=language,
            data_directory=self.data_directory,
            failing=self.episode.fails,
        )

    def _signers(self, key: UUID) -> list[Actor]:
        """Those who sign, step by step; each counts once."""
        left = [self._actor(email) for email in REVIEWERS]
        signers = []
        for step in progress_of(self.session, self._submission(key)).steps:
            for _ in range(step.approvals):
                signer = next(each for each in left if Role(step.by) in each.roles)
                left.remove(signer)
                signers.append(signer)
        return signers

    def _actor(self, email: str) -> Actor:
        return actor_of(self._person(email))

    def _person(self, email: str) -> people.Person:
        found = people.person_by_email(self.session, email)
        if found is None:
            raise LookupError(f"{email} is missing from the demonstration.")
        return found

    def _submission(self, key: UUID) -> assessments.Submission:
        found = assessments.assessment(self.session, key)
        submission = assessments.latest_submission(self.session, found) if found else None
        if submission is None:
            raise LookupError(f"Assessment {key} was not submitted.")
        return submission
