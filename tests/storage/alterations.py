"""What an owner of the database could alter by hand, in SQL, and the words in which verification names it."""

from __future__ import annotations

ALTERATIONS: dict[str, tuple[str, str]] = {
    "an answer": (
        """UPDATE submissions SET answers = '{"harm":"none","people":1}' WHERE level = 'high'""",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "a comment": ("""UPDATE submissions SET comments = '{"harm":"fine"}'""", "submission .*: was altered"),
    "an outcome": (
        "UPDATE submissions SET outcome = replace(CAST(outcome AS text), 'high', 'low'){json} WHERE level = 'high'",
        "submission .*: has answers, an outcome",
    ),
    "a level": (
        "UPDATE submissions SET level = 'low' WHERE level = 'high'",
        "submission .*: has a level that its answers",
    ),
    "an unreadable answer": ("""UPDATE submissions SET answers = '{"harm":1.5}'""", "submission .*: was altered"),
    "a reviewer": ("UPDATE decisions SET person_name = 'Mallory'", "decision .*: was altered"),
    "a decision's time": ("UPDATE decisions SET decided_at = '2020-01-01 00:00:00.000000'", "decision .*: was altered"),
    "a certificate's validity": ("UPDATE certificates SET valid_until = '2099-01-01'", "certificate .*: was altered"),
    "a certificate's digest": ("UPDATE certificates SET digest = 'f'", "certificate .*: was altered"),
    "a matrix's text": (
        "UPDATE published_matrices SET documents = replace(CAST(documents AS text), 'Low risk', 'No risk'){json}",
        "matrix .*: was altered",
    ),
    "a state": ("UPDATE assessments SET state = 'certified' WHERE state = 'in_review'", "assessment .*: has state"),
    "an assessment's level": ("UPDATE assessments SET level = 'low' WHERE level = 'high'", "assessment .*: has level"),
    "an owner": (
        "UPDATE assessments SET owner_id = (SELECT id FROM people WHERE email = 'charlie@example.org')",
        "assessment .*: has owner",
    ),
    "a role": (
        (
            "INSERT INTO person_roles (person_id, role, given_at) "
            "SELECT id, 'reviewer', '2026-11-23 00:00:00.000000' FROM people WHERE email = 'alice@example.org'"
        ),
        "person .*: has roles",
    ),
    "a colleague whom nobody invited": (
        (
            "INSERT INTO assessment_members (assessment_id, person_id, added_by, added_at) "
            "SELECT assessment_id, (SELECT id FROM people WHERE email = 'charlie@example.org'), added_by, added_at "
            "FROM assessment_members"
        ),
        "colleague .*: is not in the ledger",
    ),
    "a colleague's invitation": (
        "UPDATE assessment_members SET added_at = '2020-01-01 00:00:00.000000'",
        "colleague .*: was altered",
    ),
    "a deleted colleague": ("DELETE FROM assessment_members", "colleague .*: was deleted"),
    "an evidence file's name": ("UPDATE evidence_files SET name = 'x.pdf'", "evidence file .*: was altered"),
    "a reply": (
        "UPDATE submissions SET replies = replace(CAST(replies AS text), 'Drivers', 'Nobody'){json} WHERE revision = 2",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "what a reply was to": (
        "UPDATE submissions SET replies = replace(CAST(replies AS text), 'Say who.', 'Fine.'){json} WHERE revision = 2",
        "submission .*: was altered",
    ),
    "replies that are gone": (
        "UPDATE submissions SET replies = NULL WHERE revision = 2",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "a reply where there was none": (
        """UPDATE submissions SET replies = '{"x":{}}' WHERE revision = 1""",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "who remarked": ("UPDATE remarks SET maker_name = 'Mallory'", "remark .*: was altered"),
    "a submission pinned to another matrix": (
        (
            "UPDATE submissions SET published_matrix_id = (SELECT id FROM published_matrices WHERE id NOT IN "
            "(SELECT published_matrix_id FROM assessments WHERE submission_id IS NOT NULL))"
        ),
        "submission .*: was altered",
    ),
    "a matrix's logic": (
        "UPDATE published_matrices SET logic_digest = 'f'",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "what a matrix asks of a level": (
        "UPDATE published_matrices SET documents = replace(CAST(documents AS text), '12 months', '99 months'){json}",
        "matrix .*: was altered",
    ),
    "a reviewer's role": ("UPDATE decisions SET role = 'ethics_reviewer'", "decision .*: was altered"),
    "a decision's digest": ("UPDATE decisions SET digest = 'f'", "decision .*: was altered"),
    "a certificate's facts": (
        "UPDATE certificates SET facts = replace(CAST(facts AS text), 'Low risk', 'No risk'){json}",
        "certificate .*: was altered",
    ),
    "a certificate's file as recorded": (
        "UPDATE certificate_files SET sha256 = 'f'",
        "certificate file .*: was altered",
    ),
    "a deleted certificate file": ("DELETE FROM certificate_files", "certificate file .*: was deleted"),
    "what a letter says": (
        """UPDATE decision_letters SET facts = '{"reference":"A-2","owners":[]}'""",
        "decision letter .*: was altered",
    ),
    "a letter's file as recorded": ("UPDATE letter_files SET sha256 = 'f'", "letter file .*: was altered"),
    "a deleted letter file": ("DELETE FROM letter_files", "letter file .*: was deleted"),
    "an evidence file's digest": (
        "UPDATE evidence_files SET sha256 = 'f'",
        "evidence file .*: was altered",
    ),
    "a remark": ("UPDATE remarks SET text = 'Fine.'", "remark .*: was altered"),
    "a deleted remark": ("DELETE FROM remarks", "remark .*: was deleted"),
    "who opened a submission": (
        "UPDATE review_openings SET person_id = (SELECT id FROM people WHERE email = 'emil@example.org')",
        "review opening .*: was altered",
    ),
    "an incident": ("UPDATE incidents SET description = 'Nothing.'", "incident .*: was altered"),
    "what came of an incident": (
        "UPDATE incident_outcomes SET reason = 'It never happened.'",
        "incident outcome .*: was altered",
    ),
    "a person's name": ("UPDATE people SET name = 'Mallory' WHERE email = 'dora@example.org'", "person .*: has name"),
    "a person who was let go": (
        "UPDATE people SET active = false WHERE email = 'dora@example.org'",
        "person .*: has active",
    ),
    "an entry's action": (
        "UPDATE ledger_entries SET action = 'save' WHERE action = 'approve'",
        "entry .*“save” of assessment .*: was altered",
    ),
    "an entry's subject": (
        "UPDATE ledger_entries SET subject_id = NULL WHERE action = 'approve'",
        "entry .*“approve” of assessment None: was altered",
    ),
    "an entry's hash": (
        "UPDATE ledger_entries SET hash = 'f' WHERE sequence = 7",
        "entry 8, .*: does not follow the entry before it",
    ),
    "a deleted decision": ("DELETE FROM decisions", "decision .*: was deleted"),
    "a deleted entry": ("DELETE FROM ledger_entries WHERE sequence = 5", "ledger: entry 5 is missing"),
    "the last entry": (
        "DELETE FROM ledger_entries WHERE sequence = (SELECT max(sequence) FROM ledger_entries)",
        "ledger: ends at entry",
    ),
    "the first entry": ("DELETE FROM ledger_entries WHERE sequence = 1", "ledger: entry 1 is missing"),
    "an entry's time": (
        "UPDATE ledger_entries SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 7",
        "entry 7, .*: was altered after it was written",
    ),
    "an entry's actor": (
        "UPDATE ledger_entries SET actor_name = 'Mallory' WHERE sequence = 7",
        "entry 7, .*: was altered",
    ),
    "an entry's details": ("UPDATE ledger_entries SET details = '{' WHERE sequence = 7", "entry 7, .*: tells details"),
    "the head": ("UPDATE ledger_heads SET sequence = sequence - 1", "ledger: ends at entry"),
    "an inserted certificate": (
        (
            "INSERT INTO certificate_files (id, certificate_id, language, sha256, size, created_at) "
            "SELECT assessment_id, id, 'zh-Hans', 'abc', 3, issued_at FROM certificates"
        ),
        "certificate file .*: is not in the ledger",
    ),
}
