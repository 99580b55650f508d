"""What was asked and sent so far is read as its form says now; and who manages a programme no more leads nothing in it, nor stands
by its startups as its manager."""

from django.db import migrations

ASKS = """
    UPDATE cohorts_ask SET key = r.asks
    FROM cohorts_checkin c JOIN cohorts_rhythm r ON r.id = c.rhythm_id
    WHERE c.id = cohorts_ask.check_in_id AND cohorts_ask.key = ''
"""
SENT = """
    UPDATE cohorts_checkin SET let_mentors = COALESCE((
        SELECT array_agg(s.key::varchar(60) ORDER BY s.key) FROM jsonb_each(r.settings) s WHERE (s.value ->> 'mentors')::boolean
    ), '{}')
    FROM cohorts_rhythm r
    WHERE r.id = cohorts_checkin.rhythm_id AND cohorts_checkin.state = 'sent' AND cohorts_checkin.let_mentors IS NULL
"""
_NO_MANAGER = """
    NOT EXISTS (
        SELECT 1 FROM accelerator_staff s
        WHERE s.programme_id = c.programme_id AND s.person_id = {table}.person_id AND s.role = 'manager' AND s.ended_at IS NULL
    )
"""
SUPPORTERS = f"""
    UPDATE cohorts_supporter SET ended_at = now()
    FROM cohorts_enrolment e JOIN cohorts_cohort c ON c.id = e.cohort_id
    WHERE e.id = cohorts_supporter.enrolment_id AND cohorts_supporter.role = 'manager' AND cohorts_supporter.ended_at IS NULL
    AND {_NO_MANAGER.format(table="cohorts_supporter")}
"""
TEAMS = f"""
    UPDATE cohorts_teammember SET ended_at = now()
    FROM cohorts_cohort c
    WHERE c.id = cohorts_teammember.cohort_id AND cohorts_teammember.role = 'manager' AND cohorts_teammember.ended_at IS NULL
    AND {_NO_MANAGER.format(table="cohorts_teammember")}
"""


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0021_what_mentors_were_let_read")]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ASKS, SENT, SUPPORTERS, TEAMS)]
