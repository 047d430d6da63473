"""Files that prove the answers of the demonstration, in both languages, as an office would really be handed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.answers import Answers
from app.domain.completeness import missing_evidence
from app.domain.scoring import Plan
from app.workflow.actor import Actor
from app.workflow.adding_evidence import add_evidence, keep_file

BOM = "\ufeff"  # without it, spreadsheet programs take Chinese for something else


@dataclass(frozen=True, slots=True)
class Paper:
    """A file: its names in both languages, and lines in which {system}, {day} and {ask} stand for the real ones."""

    english: str
    chinese: str
    lines: tuple[str, ...]

    def name(self, language: str) -> str:
        """What the file is called by somebody of this language."""
        return self.chinese if language.startswith("zh") else self.english

    def content(self, *, system: str, day: date, ask: str = "") -> bytes:
        """What is written in it; a table begins with the mark that spreadsheet programs look for."""
        text = "\r\n".join(self.lines).format(system=system, day=day.isoformat(), ask=ask) + "\r\n"
        return (BOM + text if self.english.endswith(".csv") else text).encode()


PAPERS = {
    "testing": Paper(
        "acceptance-test.txt",
        "验收测试报告.txt",
        (
            "Acceptance test / 验收测试",
            "System / 系统: {system}",
            "Finished on / 完成日期: {day}",
            "Tested by / 测试方: Northgate Assurance",
            "",
            "The bar was set by the project board before the first case was run: at least 95 % right.",
            "合格标准由项目委员会在测试开始前确定：正确率不低于 95%。",
            "",
            "Cases from everyday work / 日常业务案例: 400",
            "Right / 正确: 389 (97.3 %)",
            "Wrong and harmless / 有误但无害: 9",
            "Wrong and to be mended / 有误须修正: 2, mended and run again / 均已修正并复测",
            "",
            "Nobody who tested had worked on the system. / 测试人员均未参与系统开发。",
        ),
    ),
    "attack_tests": Paper(
        "attack-findings.csv",
        "攻击测试问题清单.csv",
        (
            "No. 编号,What was tried 尝试方式,Attempts 次数,Succeeded 成功,Mended 修复,Tried again 复测成功",
            "1,Hidden instructions in a pasted text 粘贴文本中的隐藏指令,120,4,yes 是,0",
            "2,Requests for other people’s data 索取他人数据,80,1,yes 是,0",
            "3,Forbidden requests as a story 以讲故事为名的违禁请求,150,3,yes 是,0",
            "4,Misspelt and mixed-language input 错别字与中英混写输入,200,0,,",
        ),
    ),
    "security": Paper(
        "security-test-summary.txt",
        "安全测试摘要.txt",
        (
            "Security test, summary / 安全测试摘要",
            "System / 系统: {system}",
            "Finished on / 完成日期: {day}",
            "Tested by / 测试方: Northgate Assurance",
            "",
            "Looked at / 测试范围: sign-in, access rights, stored data, backups / 登录、访问权限、存储数据、备份",
            "Critical findings / 严重问题: 0",
            "High / 高风险: 1 (a test account with too many rights, removed / 测试账号权限过大，已删除)",
            "Low / 低风险: 3 (two mended, one accepted until the next release / 两项已修复，一项留待下个版本)",
        ),
    ),
    "group_tests": Paper(
        "error-rates-by-group.csv",
        "分人群错误率.csv",
        (
            "Group 人群,Cases 案例数,Errors before % 修正前错误率,Errors now % 现错误率,Explanation 说明",
            "Women 女性,2140,3.1,2.8,",
            "Men 男性,2085,2.9,2.7,",
            "Under 25 25 岁以下,610,3.4,3.0,",
            "Over 65 65 岁以上,840,6.2,3.3,Too few examples; 900 were added 样本偏少，已补充 900 例",
            "Other first language 母语非通用语,455,5.8,3.5,Names were read wrongly; mended 姓名识别有误，已修正",
            "With a disability 残障人士,190,3.6,3.2,",
        ),
    ),
    "privacy_assessment": Paper(
        "privacy-measures.csv",
        "隐私评估整改清单.csv",
        (
            "Risk 风险,Measure 措施,Done by 负责人,State 状态",
            "Too much is collected 收集过多,Two fields taken off the form 删除两个字段,Project 项目组,done 已完成",
            "Kept too long 保存过久,Deleted after 90 days 90 天后删除,Operations 运维组,done 已完成",
            "Seen by too many 可见范围过大,Access by need and logged 按需授权并留痕,Operations 运维组,done 已完成",
            "People do not know 当事人不知情,Notice beside the form 在表单旁告知,Project 项目组,done 已完成",
        ),
    ),
    "ethics_opinion": Paper(
        "ethics-opinion.txt",
        "伦理委员会意见.txt",
        (
            "Opinion of the ethics committee / 伦理委员会意见",
            "System / 系统: {system}",
            "Date / 日期: {day}",
            "",
            "In favour, on two conditions / 有条件同意：",
            "1. Whoever is concerned is told that AI takes part, and can ask for a person.",
            "   告知当事人有人工智能参与，并可要求由人处理。",
            "2. The committee is told of each serious mistake within a week.",
            "   发生严重差错时，一周内告知委员会。",
            "",
            "Both conditions were met on the date above. / 以上两项条件均已满足。",
        ),
    ),
}
# For a question of another matrix, or one that has no paper of its own.
NOTE = Paper(
    "note-to-the-file.txt",
    "情况说明.txt",
    (
        "Note to the file / 情况说明",
        "System / 系统: {system}",
        "Date / 日期: {day}",
        "",
        "{ask}",
        "",
        "Checked. / 已核实。",
    ),
)


def attach_papers(
    session: Session,
    actor: Actor,
    assessment_id: UUID,
    plan: Plan,
    answers: Answers,
    now: datetime,
    *,
    system: str,
    language: str,
    data_directory: Path,
) -> int:
    """Put a file beside each answer that calls for one; gives by how much the draft's version went up."""
    asks = {question.id: question.ask for question in plan.matrix.questions()}
    lacking = missing_evidence(plan.matrix, plan.visible(answers), answers, {})
    for place, question in enumerate(lacking):
        paper = PAPERS.get(question, NOTE)
        day = (now - timedelta(days=12 + 5 * place)).date()
        content = paper.content(system=system, day=day, ask=str(asks[question]))
        kept = keep_file(data_directory, name=paper.name(language), data=content)
        add_evidence(session, actor=actor, assessment_id=assessment_id, question_id=question, files=[kept], now=now)
    return len(lacking)
