"""What is submitted already is kept as a first version; by whom, nobody wrote down."""

from django.db import migrations

KEEP = """
    INSERT INTO cohorts_handin (created_at, milestone_id, number, account, links, files, figure, version_id, answers, by_id, at)
    SELECT m.submitted_at, m.id, 1, m.account, '[]', COALESCE((
            SELECT jsonb_agg(jsonb_build_object('code', f.code, 'name', f.name, 'size', f.size, 'sha256', f.sha256) ORDER BY e.id)
            FROM cohorts_evidence e JOIN accelerator_file f ON f.id = e.file_id WHERE e.milestone_id = m.id
        ), '[]'), NULL, NULL, '{}', NULL, m.submitted_at
    FROM cohorts_milestone m
    WHERE m.submitted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cohorts_handin h WHERE h.milestone_id = m.id)
"""


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0011_hand_ins_and_extensions")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
