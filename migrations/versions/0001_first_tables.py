"""The first tables, the triggers that guard some of them, and the search tables of each kind of database."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDS = {
    "postgresql": [
        "CREATE OR REPLACE FUNCTION ledger_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'ledger_journal is append-only'; END $$",
        "CREATE TRIGGER ledger_journal_append_only BEFORE UPDATE OR DELETE ON ledger_journal FOR "
        "EACH ROW EXECUTE FUNCTION ledger_journal_is_append_only()",
        "CREATE TRIGGER ledger_journal_no_truncate BEFORE TRUNCATE ON ledger_journal FOR EACH "
        "STATEMENT EXECUTE FUNCTION ledger_journal_is_append_only()",
        "CREATE OR REPLACE FUNCTION ledger_line_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'ledger_line is append-only'; END $$",
        "CREATE TRIGGER ledger_line_append_only BEFORE UPDATE OR DELETE ON ledger_line FOR EACH ROW "
        "EXECUTE FUNCTION ledger_line_is_append_only()",
        "CREATE TRIGGER ledger_line_no_truncate BEFORE TRUNCATE ON ledger_line FOR EACH STATEMENT "
        "EXECUTE FUNCTION ledger_line_is_append_only()",
        "CREATE OR REPLACE FUNCTION ledger_journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF (SELECT count(*) FROM ledger_line WHERE journal_id = NEW.id) < 2 OR EXISTS (SELECT "
        "1 FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id\n"
        "    WHERE l.journal_id = NEW.id GROUP BY substr(a.account, 1, 1) HAVING sum(l.pence) <> 0) "
        "THEN RAISE EXCEPTION 'journal does not balance'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER ledger_journal_balances BEFORE INSERT ON ledger_journal FOR EACH ROW EXECUTE "
        "FUNCTION ledger_journal_balances()",
        "CREATE OR REPLACE FUNCTION ledger_line_in_time() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF EXISTS (SELECT 1 FROM ledger_journal WHERE id = NEW.journal_id) THEN RAISE "
        "EXCEPTION 'journal is closed'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER ledger_line_in_time BEFORE INSERT ON ledger_line FOR EACH ROW EXECUTE "
        "FUNCTION ledger_line_in_time()",
        "CREATE OR REPLACE FUNCTION seal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'seal is append-only'; END $$",
        "CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON seal FOR EACH ROW EXECUTE "
        "FUNCTION seal_is_append_only()",
        "CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION "
        "seal_is_append_only()",
        "CREATE OR REPLACE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$",
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW "
        "EXECUTE FUNCTION audit_entry_is_append_only()",
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT "
        "EXECUTE FUNCTION audit_entry_is_append_only()",
        "CREATE OR REPLACE FUNCTION chain_link_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'chain_link is append-only'; END $$",
        "CREATE TRIGGER chain_link_append_only BEFORE UPDATE OR DELETE ON chain_link FOR EACH ROW "
        "EXECUTE FUNCTION chain_link_is_append_only()",
        "CREATE TRIGGER chain_link_no_truncate BEFORE TRUNCATE ON chain_link FOR EACH STATEMENT "
        "EXECUTE FUNCTION chain_link_is_append_only()",
        "CREATE OR REPLACE FUNCTION audit_words_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_words is append-only'; END $$",
        "CREATE TRIGGER audit_words_append_only BEFORE UPDATE ON audit_words FOR EACH ROW EXECUTE "
        "FUNCTION audit_words_is_append_only()",
        "CREATE TABLE catalogue_words (service_id BIGINT PRIMARY KEY REFERENCES service (id) ON "
        "DELETE CASCADE, words TSVECTOR NOT NULL, counts TEXT NOT NULL)",
        "CREATE INDEX catalogue_words_index ON catalogue_words USING gin (words)",
        'CREATE TABLE catalogue_words_known (word TEXT COLLATE "C" PRIMARY KEY, shown TEXT NOT NULL, '
        "services BIGINT NOT NULL)",
        'CREATE TABLE catalogue_words_near (piece TEXT COLLATE "C" NOT NULL, word TEXT COLLATE "C" '
        "NOT NULL, PRIMARY KEY (piece, word))",
    ],
    "sqlite": [
        "CREATE TRIGGER ledger_journal_no_update BEFORE UPDATE ON ledger_journal BEGIN SELECT "
        "RAISE(ABORT, 'ledger_journal is append-only'); END",
        "CREATE TRIGGER ledger_journal_no_delete BEFORE DELETE ON ledger_journal BEGIN SELECT "
        "RAISE(ABORT, 'ledger_journal is append-only'); END",
        "CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line BEGIN SELECT RAISE(ABORT, "
        "'ledger_line is append-only'); END",
        "CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line BEGIN SELECT RAISE(ABORT, "
        "'ledger_line is append-only'); END",
        "CREATE TRIGGER ledger_journal_balances BEFORE INSERT ON ledger_journal WHEN (SELECT count(*) "
        "FROM ledger_line WHERE journal_id = NEW.id) < 2 OR EXISTS (SELECT 1 FROM ledger_line l JOIN "
        "ledger_account a ON a.id = l.account_id\n"
        "    WHERE l.journal_id = NEW.id GROUP BY substr(a.account, 1, 1) HAVING sum(l.pence) <> 0) "
        "BEGIN SELECT RAISE(ABORT, 'journal does not balance'); END",
        "CREATE TRIGGER ledger_line_in_time BEFORE INSERT ON ledger_line WHEN EXISTS (SELECT 1 FROM "
        "ledger_journal WHERE id = NEW.journal_id) BEGIN SELECT RAISE(ABORT, 'journal is closed'); END",
        "CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END",
        "CREATE TRIGGER seal_no_delete BEFORE DELETE ON seal BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END",
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, "
        "'audit_entry is append-only'); END",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, "
        "'audit_entry is append-only'); END",
        "CREATE TRIGGER chain_link_no_update BEFORE UPDATE ON chain_link BEGIN SELECT RAISE(ABORT, "
        "'chain_link is append-only'); END",
        "CREATE TRIGGER chain_link_no_delete BEFORE DELETE ON chain_link BEGIN SELECT RAISE(ABORT, "
        "'chain_link is append-only'); END",
        "CREATE TRIGGER audit_words_no_update BEFORE UPDATE ON audit_words BEGIN SELECT RAISE(ABORT, "
        "'audit_words is append-only'); END",
        "CREATE VIRTUAL TABLE catalogue_words USING fts5(words, counts UNINDEXED, tokenize = 'unicode61 "
        "remove_diacritics 0')",
        "CREATE TABLE catalogue_words_known (word TEXT NOT NULL PRIMARY KEY, shown TEXT NOT NULL, "
        "services INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE catalogue_words_near (piece TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (piece, "
        "word)) WITHOUT ROWID",
    ],
}


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words_digest", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_actor", ["actor_id", "id"], unique=False)
        batch_op.create_index("ix_audit_entry_person", ["person_id", "id"], unique=False)
        batch_op.create_index("ix_audit_entry_subject", ["subject", "subject_id", "id"], unique=False)

    op.create_table(
        "card_finding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_finding")),
        sa.UniqueConstraint("words", name=op.f("uq_card_finding_words")),
    )
    op.create_table(
        "catalogue_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feed", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_import")),
    )
    with op.batch_alter_table("catalogue_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_import_feed"), ["feed"], unique=False)

    op.create_table(
        "counter",
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_counter")),
    )
    op.create_table(
        "issuer_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_ref", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_event")),
        sa.UniqueConstraint("ref", name=op.f("uq_issuer_event_ref")),
    )
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("balance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_ledger_account_never_below_nothing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_account_key")),
    )
    with op.batch_alter_table("ledger_account", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_account_holder", ["holder", "account"], unique=False)

    op.create_table(
        "ledger_journal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger_journal.id"], name=op.f("fk_ledger_journal_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_journal")),
        sa.UniqueConstraint("cause", name=op.f("uq_ledger_journal_cause")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_journal_reverses_id")),
    )
    with op.batch_alter_table("ledger_journal", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_journal_at", ["at", "id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lease", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_due",
            ["due_at", "id"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "provider",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feed", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.String(length=20), nullable=True),
        sa.Column("self_billing_from", sa.Date(), nullable=True),
        sa.Column("self_billing_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("identifiers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("feed", "source_id", name=op.f("uq_provider_feed_source_id")),
    )
    with op.batch_alter_table("provider", schema=None) as batch_op:
        batch_op.create_index("ix_provider_name", ["name", "id"], unique=False)

    op.create_table(
        "seal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_key", ["key", "at"], unique=False)

    op.create_table(
        "audit_words",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_words_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_words")),
    )
    op.create_table(
        "chain_link",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("seal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["seal.id"], name=op.f("fk_chain_link_seal_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_chain_link")),
        sa.UniqueConstraint("seal_id", name=op.f("uq_chain_link_seal_id")),
    )
    op.create_table(
        "ledger_line",
        sa.Column("journal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("balance_after", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("pence <> 0", name=op.f("ck_ledger_line_moves_something")),
        sa.ForeignKeyConstraint(["account_id"], ["ledger_account.id"], name=op.f("fk_ledger_line_account_id")),
        sa.ForeignKeyConstraint(
            ["journal_id"],
            ["ledger_journal.id"],
            name=op.f("fk_ledger_line_journal_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("journal_id", "number", name=op.f("pk_ledger_line")),
    )
    with op.batch_alter_table("ledger_line", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_line_account", ["account_id", "journal_id"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_programme_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_programme_organisation_id_name")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feed", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("needs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("kinds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("delivery_modes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("for_whom", sa.Text(), nullable=False),
        sa.Column("minimum_age", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("maximum_age", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("areas", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("times", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("activities", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_service_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("feed", "source_id", name=op.f("uq_service_feed_source_id")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index("ix_service_name", ["name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_team_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_team_organisation_id_name")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_sealed", sa.Text(), nullable=True),
        sa.Column("totp_last_used", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("demo_note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_user_account_organisation_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_user_account_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_account_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "auth_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("shared_device", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_auth_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_auth_session_digest")),
    )
    with op.batch_alter_table("auth_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auth_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "bank_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("ends_in", sa.String(length=2), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_how", sa.Text(), nullable=False),
        sa.Column("authorised_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("authorised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payable_from", sa.Date(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(verified_by_id IS NULL OR verified_by_id <> entered_by_id) AND (authorised_by_id IS NULL OR (authorised_by_id <> entered_by_id AND authorised_by_id <> verified_by_id))",
            name=op.f("ck_bank_account_three_people"),
        ),
        sa.ForeignKeyConstraint(
            ["authorised_by_id"], ["user_account.id"], name=op.f("fk_bank_account_authorised_by_id")
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user_account.id"], name=op.f("fk_bank_account_entered_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_bank_account_organisation_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_bank_account_provider_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["user_account.id"], name=op.f("fk_bank_account_verified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
    )
    with op.batch_alter_table("bank_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_account_fingerprint"), ["fingerprint"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_account_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_account_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "uq_bank_account_authorised",
            ["organisation_id", "provider_id"],
            unique=True,
            postgresql_where=sa.text("authorised_at IS NOT NULL AND superseded_at IS NULL"),
            sqlite_where=sa.text("authorised_at IS NOT NULL AND superseded_at IS NULL"),
        )

    op.create_table(
        "form_submission",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_form_submission_user_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_form_submission")),
    )
    op.create_table(
        "fund",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("funder", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_fund_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
    )
    with op.batch_alter_table("fund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("price_kind", sa.String(length=40), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("price_to", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("unit_words", sa.Text(), nullable=False),
        sa.Column("vat_category", sa.String(length=40), nullable=False),
        sa.Column("vat_rate_bp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("routes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("lead_time_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("min_quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("max_quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cancellation", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("price IS NULL OR price >= 0", name=op.f("ck_offer_not_negative")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_offer_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("service_id", "source_id", "revision", name=op.f("uq_offer_service_id_source_id_revision")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_service_id"), ["service_id"], unique=False)

    op.create_table(
        "panel_seat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chairs", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_panel_seat_programme_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_panel_seat_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
    )
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_seat_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_panel_seat_user_id"), ["user_id"], unique=False)

    op.create_table(
        "password_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_password_link_asked_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_password_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
    )
    with op.batch_alter_table("password_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "payment_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("prepared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("items_digest", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "released_by_id IS NULL OR released_by_id <> prepared_by_id", name=op.f("ck_payment_run_two_people")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user_account.id"], name=op.f("fk_payment_run_confirmed_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_payment_run_organisation_id")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["user_account.id"], name=op.f("fk_payment_run_prepared_by_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["user_account.id"], name=op.f("fk_payment_run_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_run")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_run_reference")),
    )
    with op.batch_alter_table("payment_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_run_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("address_withheld", sa.Boolean(), nullable=False),
        sa.Column("referred_by", sa.Text(), nullable=False),
        sa.Column("priority_flags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("court_order_from", sa.Date(), nullable=True),
        sa.Column("court_order_until", sa.Date(), nullable=True),
        sa.Column("formats", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("contact_channel", sa.String(length=40), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("contact_times", sa.Text(), nullable=False),
        sa.Column("voicemail_is_safe", sa.Boolean(), nullable=False),
        sa.Column("contact_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exited_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_person_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("reference", name=op.f("uq_person_reference")),
        sa.UniqueConstraint("user_id", name=op.f("uq_person_user_id")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_team_id"), ["team_id"], unique=False)
        batch_op.create_index("ix_person_team_name", ["team_id", "name", "id"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("is_withheld", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_place_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_area"), ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_service_id"), ["service_id"], unique=False)

    op.create_table(
        "programme_policy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_programme_policy_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_policy")),
    )
    with op.batch_alter_table("programme_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_policy_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "role_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id", name=op.f("ck_role_change_two_people")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_role_change_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_role_change_decided_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_role_change_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_change")),
    )
    with op.batch_alter_table("role_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_change_user_id"), ["user_id"], unique=False)

    op.create_table(
        "service_need",
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("need", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_need_service_id")),
        sa.PrimaryKeyConstraint("service_id", "need", name=op.f("pk_service_need")),
    )
    with op.batch_alter_table("service_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_need_need"), ["need"], unique=False)

    op.create_table(
        "team_member",
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_team_member_user_id")),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_member")),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "user_role",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["granted_by_id"], ["user_account.id"], name=op.f("fk_user_role_granted_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_role")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scores", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("hopes", sa.Text(), nullable=False),
        sa.Column("band", sa.String(length=1), nullable=True),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_assessment_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "award",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("funder_reference", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_award_positive")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_award_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("fund_id", "funder_reference", name=op.f("uq_award_fund_id_funder_reference")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_fund_id"), ["fund_id"], unique=False)

    op.create_table(
        "caseload",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("keyworker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_caseload_in_order")),
        sa.ForeignKeyConstraint(["keyworker_id"], ["user_account.id"], name=op.f("fk_caseload_keyworker_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_caseload_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caseload")),
    )
    with op.batch_alter_table("caseload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_caseload_keyworker_id"), ["keyworker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_caseload_person_id"), ["person_id"], unique=False)

    op.create_table(
        "interest",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interest_person_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_interest_provider_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_interest_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interest_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_notice_provider_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_person_at", ["person_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index("ix_notice_user_at", ["user_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_user_id"), ["user_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bank_account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=18), nullable=False),
        sa.Column("remittance_key", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_positive")),
        sa.ForeignKeyConstraint(["bank_account_id"], ["bank_account.id"], name=op.f("fk_payment_bank_account_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_payment_provider_id")),
        sa.ForeignKeyConstraint(["run_id"], ["payment_run.id"], name=op.f("fk_payment_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("run_id", "provider_id", name=op.f("uq_payment_run_id_provider_id")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_run_id"), ["run_id"], unique=False)

    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_sign_in_code_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_code_digest")),
    )
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "budget",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("band", sa.String(length=1), nullable=True),
        sa.Column("working_out", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("amount_shown", sa.Boolean(), nullable=False),
        sa.Column("hidden_because", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("allocated_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allocated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_budget_positive")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_budget_in_order")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_budget_assessment_id")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_budget_fund_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_budget_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_budget_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
    )
    with op.batch_alter_table("budget", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_budget_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(
            "uq_budget_one_open",
            ["person_id", "programme_id"],
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "card",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("budget_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issuer_ref", sa.Text(), nullable=True),
        sa.Column("cardholder_ref", sa.Text(), nullable=True),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("frozen_because", sa.Text(), nullable=False),
        sa.Column("frozen_by_staff", sa.Boolean(), nullable=False),
        sa.Column("total_loaded", sa.BigInteger(), nullable=False),
        sa.Column("moved_in", sa.BigInteger(), nullable=False),
        sa.Column("taken_back", sa.BigInteger(), nullable=False),
        sa.Column("limit_told", sa.BigInteger(), nullable=False),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closed_because", sa.String(length=40), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_card_budget_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_card_person_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["card.id"], name=op.f("fk_card_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("issuer_ref", name=op.f("uq_card_issuer_ref")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_card_replaces_id")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_budget_id"), ["budget_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_card_one_open",
            ["budget_id"],
            unique=True,
            postgresql_where=sa.text("state <> 'closed'"),
            sqlite_where=sa.text("state <> 'closed'"),
        )

    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("budget_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_words", sa.Text(), nullable=False),
        sa.Column("keyworker_words", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_plan_budget_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_plan_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("budget_id", name=op.f("uq_plan_budget_id")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "approval_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("budget_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("keyworker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submitted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("quorum", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_words", sa.Text(), nullable=False),
        sa.Column("keyworker_words", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decision_words", sa.Text(), nullable=False),
        sa.Column("decline_reason", sa.String(length=40), nullable=True),
        sa.Column("other_funding", sa.Text(), nullable=False),
        sa.Column("how_to_ask_again", sa.Text(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_approval_request_not_negative")),
        sa.CheckConstraint("quorum >= 1", name=op.f("ck_approval_request_quorum")),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_approval_request_budget_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_approval_request_decided_by_id")),
        sa.ForeignKeyConstraint(["keyworker_id"], ["user_account.id"], name=op.f("fk_approval_request_keyworker_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approval_request_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_approval_request_plan_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_approval_request_programme_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user_account.id"], name=op.f("fk_approval_request_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_approval_request_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_approval_request_reference")),
    )
    with op.batch_alter_table("approval_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_request_budget_id"), ["budget_id"], unique=False)
        batch_op.create_index(
            "ix_approval_request_open",
            ["programme_id", "due_on", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_approval_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_request_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_request_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "card_authorisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issuer_ref", sa.Text(), nullable=False),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("refused_code", sa.String(length=40), nullable=False),
        sa.Column("refused_because", sa.Text(), nullable=False),
        sa.Column("asked_steps", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("moves", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_card_authorisation_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_authorisation")),
        sa.UniqueConstraint("issuer_ref", name=op.f("uq_card_authorisation_issuer_ref")),
    )
    with op.batch_alter_table("card_authorisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_authorisation_card_id"), ["card_id"], unique=False)

    op.create_table(
        "goal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_goal_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "card_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_ref", sa.Text(), nullable=False),
        sa.Column("authorisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["card_authorisation.id"], name=op.f("fk_card_question_authorisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_question")),
        sa.UniqueConstraint("event_ref", name=op.f("uq_card_question_event_ref")),
    )
    with op.batch_alter_table("card_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_question_authorisation_id"), ["authorisation_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_comment_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_request_id"), ["request_id"], unique=False)

    op.create_table(
        "plan_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("photo_key", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("unit_charge", sa.BigInteger(), nullable=True),
        sa.Column("vat_category", sa.Text(), nullable=False),
        sa.Column("vat_rate_bp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weeks", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("mainstream_payer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sourcing", sa.String(length=40), nullable=False),
        sa.Column("snapshot", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity >= 1 AND weeks >= 1", name=op.f("ck_plan_item_some")),
        sa.CheckConstraint("unit_price IS NULL OR unit_price >= 0", name=op.f("ck_plan_item_not_negative")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_plan_item_goal_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_plan_item_offer_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_item_plan_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_plan_item_provider_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_plan_item_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
    )
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_item_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_item_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_item_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index("ix_plan_item_state", ["state", "id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["user_account.id"], name=op.f("fk_recusal_member_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_recusal_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint("request_id", "member_id", name=op.f("uq_recusal_request_id_member_id")),
    )
    op.create_table(
        "vote",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_name", sa.Text(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["user_account.id"], name=op.f("fk_vote_member_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_vote_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("request_id", "version", "member_id", name=op.f("uq_vote_request_id_version_member_id")),
    )
    op.create_table(
        "card_load",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("set_off", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("once_key", sa.String(length=120), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0 AND set_off >= 0 AND set_off <= amount", name=op.f("ck_card_load_sensible")),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_card_load_card_id")),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name=op.f("fk_card_load_item_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_card_load_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_load")),
        sa.UniqueConstraint("item_id", name=op.f("uq_card_load_item_id")),
        sa.UniqueConstraint("once_key", name=op.f("uq_card_load_once_key")),
    )
    with op.batch_alter_table("card_load", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_load_card_id"), ["card_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_load_request_id"), ["request_id"], unique=False)

    op.create_table(
        "purchase_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("budget_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("units", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_net", sa.BigInteger(), nullable=False),
        sa.Column("vat_category", sa.String(length=2), nullable=False),
        sa.Column("vat_rate_bp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_charge", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("issued_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accept_by", sa.Date(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_because", sa.Text(), nullable=False),
        sa.CheckConstraint("unit_net >= 0 AND unit_charge >= 0", name=op.f("ck_purchase_order_not_negative")),
        sa.CheckConstraint("units >= 1", name=op.f("ck_purchase_order_some")),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_purchase_order_budget_id")),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name=op.f("fk_purchase_order_item_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_purchase_order_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_purchase_order_person_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_purchase_order_provider_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_purchase_order_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_order_number")),
    )
    with op.batch_alter_table("purchase_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_order_budget_id"), ["budget_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_order_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_order_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_order_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_order_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_order_request_id"), ["request_id"], unique=False)
        batch_op.create_index("ix_purchase_order_state", ["state", "id"], unique=False)
        batch_op.create_index(
            "uq_purchase_order_live",
            ["item_id"],
            unique=True,
            postgresql_where=sa.text("state NOT IN ('declined', 'cancelled')"),
            sqlite_where=sa.text("state NOT IN ('declined', 'cancelled')"),
        )

    op.create_table(
        "request_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("how_much", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name=op.f("fk_request_line_item_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_request_line_provider_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_request_line_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_line")),
        sa.UniqueConstraint(
            "request_id", "version", "item_id", name=op.f("uq_request_line_request_id_version_item_id")
        ),
    )
    with op.batch_alter_table("request_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_line_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_line_request_id"), ["request_id"], unique=False)

    op.create_table(
        "card_set_off",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("budget_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("load_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agreed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_card_set_off_positive")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["user_account.id"], name=op.f("fk_card_set_off_agreed_by_id")),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_card_set_off_budget_id")),
        sa.ForeignKeyConstraint(["load_id"], ["card_load.id"], name=op.f("fk_card_set_off_load_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_set_off")),
    )
    with op.batch_alter_table("card_set_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_set_off_budget_id"), ["budget_id"], unique=False)

    op.create_table(
        "card_spend",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("authorisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("issuer_ref", sa.Text(), nullable=False),
        sa.Column("load_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("over", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("disallowed", sa.BigInteger(), nullable=False),
        sa.Column("dispute", sa.String(length=40), nullable=True),
        sa.Column("disputed", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt_due_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keyworker_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_state", sa.String(length=40), nullable=False),
        sa.Column("checked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "amount > 0 AND refunded >= 0 AND refunded <= amount AND disallowed >= 0",
            name=op.f("ck_card_spend_sensible"),
        ),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["card_authorisation.id"], name=op.f("fk_card_spend_authorisation_id")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_card_spend_card_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["user_account.id"], name=op.f("fk_card_spend_checked_by_id")),
        sa.ForeignKeyConstraint(["load_id"], ["card_load.id"], name=op.f("fk_card_spend_load_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_spend")),
        sa.UniqueConstraint("issuer_ref", name=op.f("uq_card_spend_issuer_ref")),
    )
    with op.batch_alter_table("card_spend", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_spend_authorisation_id"), ["authorisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_spend_card_id"), ["card_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_spend_load_id"), ["load_id"], unique=False)
        batch_op.create_index("ix_card_spend_receipt", ["receipt_state", "receipt_due_on", "id"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("number_key", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_key", sa.Text(), nullable=False),
        sa.CheckConstraint("net >= 0 AND vat >= 0", name=op.f("ck_invoice_not_negative")),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name=op.f("fk_invoice_order_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invoice_organisation_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_invoice_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("provider_id", "number_key", name=op.f("uq_invoice_provider_id_number_key")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index("ix_invoice_state", ["state", "due_on", "id"], unique=False)

    op.create_table(
        "sourcing_task",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weeks", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("broker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chosen_quote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chosen_because", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_found_because", sa.Text(), nullable=False),
        sa.Column("replaces_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["broker_id"], ["user_account.id"], name=op.f("fk_sourcing_task_broker_id")),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name=op.f("fk_sourcing_task_item_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sourcing_task_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sourcing_task_person_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_sourcing_task_provider_id")),
        sa.ForeignKeyConstraint(
            ["replaces_order_id"], ["purchase_order.id"], name=op.f("fk_sourcing_task_replaces_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sourcing_task")),
    )
    with op.batch_alter_table("sourcing_task", schema=None) as batch_op:
        batch_op.create_index("ix_sourcing_task_due", ["organisation_id", "due_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sourcing_task_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sourcing_task_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sourcing_task_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_sourcing_task_open",
            ["item_id"],
            unique=True,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "card_refund",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("spend_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issuer_ref", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["spend_id"], ["card_spend.id"], name=op.f("fk_card_refund_spend_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_refund")),
        sa.UniqueConstraint("issuer_ref", name=op.f("uq_card_refund_issuer_ref")),
    )
    with op.batch_alter_table("card_refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_refund_spend_id"), ["spend_id"], unique=False)

    op.create_table(
        "invoice_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("unit_net", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat_category", sa.String(length=2), nullable=False),
        sa.Column("vat_rate_bp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_line_invoice_id"), ["invoice_id"], unique=False)

    op.create_table(
        "occurrence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("units", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_words", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("units >= 1", name=op.f("ck_occurrence_some")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user_account.id"], name=op.f("fk_occurrence_confirmed_by_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_occurrence_invoice_id")),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name=op.f("fk_occurrence_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_occurrence_order_id_number")),
    )
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_occurrence_invoice_id"), ["invoice_id"], unique=False)

    op.create_table(
        "payment_item",
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_item_invoice_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_item_payment_id")),
        sa.PrimaryKeyConstraint("payment_id", "invoice_id", name=op.f("pk_payment_item")),
    )
    with op.batch_alter_table("payment_item", schema=None) as batch_op:
        batch_op.create_index(
            "uq_payment_item_live",
            ["invoice_id"],
            unique=True,
            postgresql_where=sa.text("is_live"),
            sqlite_where=sa.text("is_live = 1"),
        )

    op.create_table(
        "quote",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("vat_category", sa.String(length=2), nullable=False),
        sa.Column("vat_rate_bp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_quote_not_negative")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_quote_added_by_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_quote_provider_id")),
        sa.ForeignKeyConstraint(["task_id"], ["sourcing_task.id"], name=op.f("fk_quote_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quote_task_id"), ["task_id"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("spend_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("file_type", sa.String(length=40), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handed_in_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["handed_in_by_id"], ["user_account.id"], name=op.f("fk_receipt_handed_in_by_id")),
        sa.ForeignKeyConstraint(["spend_id"], ["card_spend.id"], name=op.f("fk_receipt_spend_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_file_digest"), ["file_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_spend_id"), ["spend_id"], unique=False)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))
