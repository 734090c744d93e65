"""The database itself refuses to change or delete audit entries; only sealing one, once, is let through.

SQLite drops triggers when a later migration rebuilds the table: such a migration must run
`refuse` again at its end.
"""

from django.db import migrations

KEPT = [
    "id", "at", "actor_id", "actor_name", "on_behalf_of_id", "action", "object_type", "object_id", "unit_path", "data",
]
CHANGED = "audit entries are never changed"
DELETED = "audit entries are never deleted"


def condition(same):
    """True for an update that does nothing but seal an entry that is not sealed."""
    kept = " AND ".join(f'NEW."{name}" {same} OLD."{name}"' for name in KEPT)
    return (
        "OLD.sequence IS NULL AND OLD.previous_hash = '' AND OLD.hash = '' "
        f"AND NEW.sequence IS NOT NULL AND NEW.hash <> '' AND {kept}"
    )


SQLITE = [
    f"""CREATE TRIGGER common_auditentry_keep BEFORE UPDATE ON common_auditentry
        WHEN NOT ({condition("IS")}) BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END""",
    f"""CREATE TRIGGER common_auditentry_stay BEFORE DELETE ON common_auditentry
        BEGIN SELECT RAISE(ABORT, '{DELETED}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION common_auditentry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {condition("IS NOT DISTINCT FROM")} THEN RETURN NEW; END IF;
                RAISE EXCEPTION '{CHANGED}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RAISE EXCEPTION '{DELETED}' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    """CREATE TRIGGER common_auditentry_keep BEFORE UPDATE OR DELETE ON common_auditentry
        FOR EACH ROW EXECUTE FUNCTION common_auditentry_keep()""",
    """CREATE TRIGGER common_auditentry_stay BEFORE TRUNCATE ON common_auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION common_auditentry_keep()""",
]


def refuse(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    on = " ON common_auditentry" if schema_editor.connection.vendor == "postgresql" else ""
    for name in ("keep", "stay"):
        schema_editor.execute(f"DROP TRIGGER common_auditentry_{name}{on}")
    if on:
        schema_editor.execute("DROP FUNCTION common_auditentry_keep()")


class Migration(migrations.Migration):
    dependencies = [("common", "0003_seed_calendar")]

    operations = [migrations.RunPython(refuse, allow)]
