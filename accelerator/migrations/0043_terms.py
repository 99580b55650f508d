from django.db import migrations

_TERMS = """
CREATE OR REPLACE FUNCTION accelerator_terms(answers jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 200 AS $$
    SELECT array(
        SELECT answer.key || '=' || said.value
        FROM jsonb_each(answers) AS answer,
            jsonb_array_elements_text(
                CASE jsonb_typeof(answer.value) WHEN 'array' THEN answer.value ELSE jsonb_build_array(answer.value) END
            ) AS said
        WHERE length(said.value) <= 200
    )
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accelerator', '0042_extracts_at_hand'),
    ]

    operations = [migrations.RunSQL(_TERMS, "DROP FUNCTION accelerator_terms(jsonb)")]
