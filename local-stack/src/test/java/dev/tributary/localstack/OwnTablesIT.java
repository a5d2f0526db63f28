package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A view of tables that the project does not contain, in another database, from CREATE TABLE to HTTP and to a table of a reporting
 * database, by the commands for it.
 */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnTablesIT {

    private static final int INSTANCE = 9;
    private static final String NAME = "own_tables";

    private static final String TABLES = """
            CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree;
            CREATE SCHEMA help;
            CREATE TYPE help.state AS ENUM ('open', 'closed', '', 'ü "x", y', 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee');
            CREATE DOMAIN help.short AS varchar(10);
            CREATE TABLE agents (
              secret text, code smallint PRIMARY KEY, nick text, sa smallint[], fla boolean[], ra real[], da double precision[], ipa inet[], oa oid[], cia citext[], pa ltree[], ha hstore[], ira int4range[], tra tsrange[], ua uuid[],
              i8ra int8range[], nra numrange[], tzra tstzrange[], dra daterange[], bits bit(20000));
            DO $$ DECLARE large name; BEGIN
              FOR large IN SELECT attname FROM pg_attribute WHERE attrelid = 'agents'::regclass AND attndims > 0 LOOP
                EXECUTE format('ALTER TABLE agents ALTER %I SET STORAGE EXTERNAL', large);
              END LOOP;
            END $$;
            CREATE TABLE help.tickets (
              title text, no bigint PRIMARY KEY, state help.state NOT NULL, agent smallint, token uuid,
              flag boolean, small smallint, whole int, large bigint, r real, d double precision,
              n numeric(12,3), m numeric, v varchar(20), c char(5), ci citext, nm name, path ltree, tsv tsvector,
              ip inet, net cidr, mac macaddr, raw bytea, j json, jb jsonb, h hstore,
              day date, t time, t3 time(3), ts timestamp, ts3 timestamp(3), tz timestamptz, iv interval, o oid,
              ir int4range, ir8 int8range, nr numrange, tr tsrange, tzr tstzrange, dr daterange, xm xml, b1 bit(1), b11 bit(11), dom help.short, "a-b, c" text,
              ta text[], va varchar(9)[], ca char(3)[], jba jsonb[], ba bytea[], ia int[], la bigint[]);
            ALTER TABLE help.tickets ALTER m SET STORAGE EXTERNAL;
            INSERT INTO agents VALUES
              ('x', 1, 'Ada', '{1,NULL,-2}', '{t,NULL,f}', '{1.5,NULL,NaN}', '{-0.1,NULL,Infinity}', '{10.0.0.1/24,NULL}', '{4000000000,NULL}', '{CiText}', '{a.b}',
               ARRAY['x=>1'::hstore], '{"[1,5)"}', '{"[2026-01-01 00:00:00,2026-01-02 12:00:00)"}', '{6f0b9a10-4a3f-4c2c-8a4e-0d1a6f6f0b9a,NULL}',
               '{"[1,5)",NULL}', '{"[1.50,)",NULL}', '{"[2026-01-01 00:00:00+02,)"}', '{"[2026-01-01,2026-02-01)"}', repeat('10', 10000)::bit(20000));
            INSERT INTO agents VALUES ('y', 2, NULL);
            INSERT INTO help.tickets VALUES
              ('Broken', 9000000000, 'open', 1, '6f0b9a10-4a3f-4c2c-8a4e-0d1a6f6f0b9a',
               true, 7, -7, 7000000000, 1.5, -0.1, 12.500, 3.1400, 'väry', 'c', 'CiText', 'a_name', 'a.b', 'a:1 fat:2',
               '10.0.0.1/24', '10.0.0.0/8', '08:00:2b:01:02:03', '\\x0001ff', '{"a": [1, 2.50,  null]}', '{"b": {"c": "ü"}}',
               'x=>1, y=>NULL', '2026-02-03', '01:02:03.45', '01:02:03.456', '2026-01-02 03:04:05.06', '2026-01-02 03:04:05.678',
               '2026-01-02 03:04:05.5+02', '1 year 2 mons 3 days 04:05:06.7', 4000000000,
               '[1,5)', '[7,)', '(,2.5]', '[2026-01-01 00:00:00,2026-01-02 12:00:00)',
               '[2026-01-01 00:00:00+02,)', '[2026-01-01,2026-02-01)', '<a b="1">x</a>', '1', '10000000001', 'short', 'odd',
               '{a,NULL,"",ü}', '{v,NULL}', '{c,NULL}', ARRAY['{"a": [1, 2.50]}'::jsonb, NULL, '"x"'], ARRAY['\\x00ff'::bytea, NULL],
               '{1,NULL,-2147483648}', '{7000000000,NULL}'),
              (NULL, -7, 'closed'""" + ", NULL".repeat(49) + ")";

    /** What only a change can have: Debezium reads some of these in another way in a snapshot. */
    private static final String EXTREMES = """
            INSERT INTO agents VALUES
              ('x', -32768, '', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', repeat('0', 20000)::bit(20000)),
              ('x', 32767, '"', '{-32768,32767}', '{NULL}', '{-Infinity,3.4028235e38,1.1754944e-38}',
               '{NaN,-1.7976931348623157e308,2.2250738585072014e-308}',
               '{::/0,255.255.255.255,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff}', '{0,4294967295}', '{"",NULL,"Ä\\"b,c"}', '{"",a_b.c}',
               ARRAY[''::hstore, 'a=>"b\\"c", d=>NULL'::hstore], '{empty,"(,)","[-2147483648,2147483647)"}', '{empty,"[-infinity,infinity]"}',
               '{00000000-0000-0000-0000-000000000000,ffffffff-ffff-ffff-ffff-ffffffffffff}',
               '{empty,"[-9223372036854775808,9223372036854775807)"}', '{empty,"[-Infinity,Infinity]"}', '{empty,"[-infinity,infinity]"}',
               '{empty,"[-infinity,infinity]","[4713-11-24 BC,2026-01-01)"}', repeat('1', 20000)::bit(20000));
            INSERT INTO help.tickets (no, agent, state, small, whole, large, r, d, n, m, v, c, raw, j, jb, day, t, ts, tz, iv, b1, b11, h, title,
              token, ci, nm, path, tsv, ip, net, mac, o, ir, ir8, nr, tr, tzr, dr, xm, dom, "a-b, c", ta, va, ca, jba, ba, ia, la)
            VALUES
              (100, -32768, '', -32768, -2147483648, -9223372036854775808, 'NaN', '-Infinity', 'NaN', 'Infinity', '', '', '', 'null', '[]',
               'infinity', '24:00:00', 'infinity', 'infinity', '-1 years 3 days -04:05:06', '0', '00000000000', '', '',
               '00000000-0000-0000-0000-000000000000', '', '', '', '', '0.0.0.0/0', '::/0', '00:00:00:00:00:00', 0,
               'empty', 'empty', 'empty', 'empty', 'empty', 'empty', '', '', '', '{}', '{}', '{}', '{}', '{}', '{}', '{}'),
              (101, 32767, 'ü "x", y', 32767, 2147483647, 9223372036854775807, '3.4028235e38', '1.7976931348623157e308', -999999999.999,
               123456789012345678901234567890.12345678901234567890, E'\\t"\\\\', 'ab', '\\x00', E'{"a":\\n1}', '"x"',
               '0044-03-15 BC', '23:59:59.999999', '2026-01-01 00:00:00', '1999-12-31 23:59:59.999999+00', '00:00:00', '1',
               '11111111111', 'a=>"b\\"c"', '😀',
               'ffffffff-ffff-ffff-ffff-ffffffffffff', 'ÄÖß', repeat('n', 63), (repeat('l', 1000) || '.x')::ltree, $$'it''s':1A,16383 'a b':2$$,
               '255.255.255.255', '255.255.255.255/32', 'ff:ff:ff:ff:ff:ff', 4294967295,
               '(,)', '[-9223372036854775808,9223372036854775807)', '[-Infinity,Infinity]', '[-infinity,infinity]', '[-infinity,infinity]',
               '[4713-11-24 BC,5874897-12-31)', '<!-- ü --><a/>', 'ääääääääää', '😀',
               '{NULL}', '{"",NULL,"a\\"b,c\\\\"}', '{"   "}', ARRAY['{}'::jsonb, 'null'], ARRAY[''::bytea], '{2147483647}',
               '{-9223372036854775808,9223372036854775807}'),
              (102, NULL, 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
               0, 0, 0, '1.1754944e-38', '2.2250738585072014e-308', 0, '-0.00', 'x', 'x', '\\xff', '1', 'true',
               '-infinity', '00:00:00', '-infinity', '-infinity', '100 hours -0.5 seconds', '0', '00000000001', 'k=>v', 'x',
               '80000000-0000-0000-8000-000000000000', E'\\t"', '"q"', 'a_b.c', 'x', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::1/128',
               '08:00:2b:01:02:03', 2147483648,
               '[-2147483648,2147483647)', '(,0]', '(0.000000000000000000000001,1e30]', '[4713-01-01 00:00:00 BC,294276-12-31 23:59:59.999999]',
               '[4713-01-01 00:00:00+00 BC,294276-12-31 23:59:59.999999+00]', '[-infinity,infinity]', 'a &amp; <b/>', 'x', '"',
               NULL, '{NULL}', '{abc,NULL}', ARRAY[NULL::jsonb], ARRAY[NULL::bytea], NULL, '{NULL}')""";

    /** The columns of LARGE: those of the other types have no room for such values. */
    private static final String LARGE_COLUMNS =
            "title, raw, j, jb, m, h, ci, path, tsv, nr, xm, ta, va, ca, jba, ba, ia, la";

    private static final String LARGE_COLUMNS_OF_AGENTS =
            "sa, fla, ra, da, ipa, oa, cia, pa, ha, ira, tra, ua, i8ra, nra, tzra, dra, bits";

    /** Of values that are stored out of line, and that an update of another column leaves out of the log. */
    private static final String LARGE = """
            INSERT INTO agents
            SELECT 'x', 5, 'Large', (SELECT array_agg(n::smallint) FROM generate_series(1, 2100) n),
              (SELECT array_agg(n % 3 = 0) FROM generate_series(1, 2100) n), array_agg(n / 3.0), array_agg(n / 3.0),
              array_agg(inet '10.0.0.0' + n), array_agg((4000000000 + n)::oid), array_agg(md5(n::text)::citext),
              array_agg(('a.' || md5(n::text))::ltree), array_agg(hstore('k', md5(n::text))), array_agg(int4range(n, n + 5)),
              array_agg(tsrange(timestamp '2026-01-01' + n * second, NULL)), array_agg(md5(n::text)::uuid),
              array_agg(int8range(n, 7000000000)), array_agg(numrange(n, n + 0.5)),
              array_agg(tstzrange(timestamptz '2026-01-01 00:00:00+00' + n * second, NULL)), array_agg(daterange(date '2026-01-01' + n, NULL)),
              ('x' || (SELECT left(string_agg(md5(n::text), ''), 5000) FROM generate_series(1, 200) n))::bit(20000)
            FROM generate_series(1, 700) n, (SELECT interval '1 second' AS second) one;
            INSERT INTO help.tickets (no, agent, state, title, raw, j, jb, m, h, ci, path, tsv, nr, xm, ta, va, ca, jba, ba, ia, la)
            SELECT 200, 5, 'open', text, decode(text, 'hex'), json_build_object('t', text), jsonb_build_object('t', text), digits,
              hstore('t', text), text::citext, (SELECT string_agg(md5(n::text), '.') FROM generate_series(1, 1000) n)::ltree,
              array_to_tsvector((SELECT array_agg(md5(n::text)) FROM generate_series(1, 1000) n)), numrange(digits, NULL), ('<a>' || text || '</a>')::xml,
              ARRAY[text, NULL], (SELECT array_agg(left(md5(n::text), 9)) FROM generate_series(1, 1000) n),
              (SELECT array_agg(left(md5(n::text), 3)) FROM generate_series(1, 1000) n), ARRAY[jsonb_build_object('t', text)],
              ARRAY[decode(text, 'hex')], (SELECT array_agg(hashint4(n)) FROM generate_series(1, 1000) n),
              (SELECT array_agg(hashint8extended(n, 1)) FROM generate_series(1, 1000) n)
            FROM (SELECT text, ('1' || translate(left(text, 8000), 'abcdef', '123456'))::numeric AS digits
                  FROM (SELECT string_agg(md5(n::text), '') AS text FROM generate_series(1, 1000) n) hex) large""";

    private static final String VIEW = """
            CREATE VIEW tickets AS
            SELECT t.no, t.title, t.state, t.agent AS agent_code, t.token, t.flag, t.small, t.whole, t.large, t.r, t.d, t.n, t.m, t.v, t.c,
              t.ci, t.nm, t.path, t.tsv, t.ip, t.net, t.mac, t.raw, t.j, t.jb, t.h, t.day, t.t, t.t3, t.ts, t.ts3, t.tz, t.iv, t.o, t.ir,
              t.ir8, t.nr, t.tr, t.tzr, t.dr, t.xm, t.b1, t.b11, t.dom, t."a-b, c" AS odd,
              t.ta, t.va, t.ca, t.jba, t.ba, t.ia, t.la, row_to_json(a) AS agent
            FROM help.tickets t
            LEFT JOIN (
              SELECT nick AS name, code, sa, fla, ra, da, ipa, oa, cia, pa, ha, ira, tra, ua, i8ra, nra, tzra, dra, bits FROM agents) a
              ON a.code = t.agent;
            """;

    private final LocalStack stack;
    private OwnView view;

    OwnTablesIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start(@TempDir Path files) throws Exception {
        view = OwnView.start(stack, INSTANCE, NAME, TABLES, VIEW, files);
        keepTables(view, files);
    }

    /** Has the view kept as a table elsewhere, too. */
    void keepTables(OwnView started, Path files) throws Exception {
        started.startReporting(files);
    }

    @AfterAll
    void close() throws Exception {
        view.close();
    }

    @Test
    void whatWasThereBeforeIsInTheView() throws Exception {
        awaitAsInPostgres(9_000_000_000L);
        awaitAsInPostgres(-7);
        assertThat(view.http().get("/tickets/-7").body().get("agent").isNull()).isTrue();
        assertThat(view.http().get("/tickets?limit=1").body().get("tickets")).hasSize(1);
    }

    @Test
    void valuesAreThoseOfPostgresAsFarAsTheyGo() throws Exception {
        view.execute(EXTREMES);
        for (long no = 100; no <= 102; no++) {
            awaitAsInPostgres(no);
        }
        view.assertAudited("tickets", "help.tickets");
        view.execute(
                "DELETE FROM help.tickets WHERE no BETWEEN 100 AND 102; DELETE FROM agents WHERE code IN (-32768, 32767)");
    }

    @Test
    void largeValuesStayWhenAnotherColumnChanges() throws Exception {
        view.execute(LARGE);
        assertOutOfLine(LARGE_COLUMNS, "help.tickets WHERE no = 200");
        assertOutOfLine(LARGE_COLUMNS_OF_AGENTS, "agents WHERE code = 5");
        awaitAsInPostgres(200);
        view.execute("UPDATE help.tickets SET state = 'closed', whole = 5 WHERE no = 200");
        awaitAsInPostgres(200);
        view.execute("UPDATE agents SET nick = 'Larger' WHERE code = 5");
        awaitAsInPostgres(200);
        view.execute(
                "UPDATE help.tickets SET no = 201, agent = 6 WHERE no = 200; UPDATE agents SET code = 6 WHERE code = 5");
        awaitAsInPostgres(201);
        view.assertAudited("tickets", "help.tickets");
        view.execute("DELETE FROM help.tickets WHERE no = 201; DELETE FROM agents WHERE code = 6");
    }

    private void assertOutOfLine(String columns, String row) throws Exception {
        for (String column : columns.split(", ", -1)) {
            assertThat(view.number("SELECT count(pg_column_toast_chunk_id(" + column + ")) FROM " + row))
                    .as(column)
                    .isEqualTo(1);
        }
    }

    @Test
    void theCommandsFollowTheView() throws Exception {
        view.await("/tickets/9000000000", "/agent/name", "Ada");
        assertThat(view.command("get", "tickets", "9000000000").out()).contains("\"title\" : \"Broken\"", "12.500");
        assertThat(view.command("get", "agent", "1").out()).contains("\"no\":9000000000");
        assertThat(view.command("get", "user", "1").err())
                .contains("there is tickets and agent to get of the view tickets");
        assertThat(view.command("watch", "--state", "--by", "agent_code=1", "--limit", "1")
                        .out())
                .contains("\"no\":9000000000");
        assertThat(view.command(
                                "consume",
                                "--from-beginning",
                                "--until-end",
                                "--key",
                                "9000000000",
                                "--format",
                                "table")
                        .out())
                .contains("TITLE", "Broken", "Ada, 1");
    }

    /** Some changes are made while the table is not in the publication, as if somebody had taken it out by mistake. */
    @Test
    void snapshotAndSweepAreOfTheConnectorThatIsNamed() throws Exception {
        view.execute(
                "INSERT INTO help.tickets (no, title, state) VALUES (300, 'before', 'open'), (301, 'deleted', 'open')");
        awaitAsInPostgres(300);
        awaitAsInPostgres(301);
        view.execute("ALTER PUBLICATION tributary DROP TABLE help.tickets");
        view.execute("UPDATE help.tickets SET title = 'changed' WHERE no = 300");
        view.execute("DELETE FROM help.tickets WHERE no = 301");
        view.execute("ALTER PUBLICATION tributary ADD TABLE help.tickets");
        view.execute("INSERT INTO help.tickets (no, title, state) VALUES (302, 'after', 'open')");
        awaitAsInPostgres(302);
        assertThat(view.http().get("/tickets/300").body().get("title").asText()).isEqualTo("before");
        assertThat(view.http().get("/tickets/301").status()).isEqualTo(200);

        assertThat(view.plainCommand("snapshot", "help.tickets"))
                .returns(1, RanCommand::exitCode)
                .extracting(RanCommand::err)
                .asString()
                .contains("table help.tickets is not captured", "the connector tributary-source names public.orders");
        assertThat(view.plainCommand("sweep"))
                .returns(1, RanCommand::exitCode)
                .extracting(RanCommand::err)
                .asString()
                .contains("the connector tributary-source captures database shop, and not " + NAME);

        assertThat(view.connector())
                .as("what another connector says of its snapshots is in another topic")
                .contains("\"notification.sink.topic.name\":\"tributary.notifications." + NAME + "\"");
        RanCommand read = view.captureCommand("snapshot", "help.tickets", "--where", "no IN (300, 302)");
        assertThat(read.exitCode()).as(read.err()).isZero();
        assertThat(read.out()).contains("help.tickets: 2 rows read again");
        awaitAsInPostgres(300);
        assertThat(view.http().get("/tickets/301").status()).isEqualTo(200);

        RanCommand swept = view.captureCommand("sweep", "help.tickets");
        assertThat(swept.exitCode()).as(swept.err()).isZero();
        assertThat(swept.out()).containsPattern("help.tickets: .*; 1 removed: 301[;\n]");
        awaitGone(301);
        assertThat(view.captureCommand("sweep", "--dry-run").out())
                .contains("help.tickets: ", "public.agents: ")
                .doesNotContain("removed");
        view.assertAudited("tickets", "help.tickets");
        view.execute("DELETE FROM help.tickets WHERE no IN (300, 302)");
    }

    private void awaitGone(long no) throws Exception {
        Await.until(
                () -> "ticket " + no + " is still there",
                OwnView.SOON,
                () -> view.http().get("/tickets/" + no).status() == 404);
    }

    private void awaitAsInPostgres(long no) throws Exception {
        view.awaitAsInPostgres("/tickets/" + no, "tickets", "no = " + no);
    }

    @Test
    void changesArriveAndFanOut() throws Exception {
        view.await("/tickets/9000000000", "/agent/name", "Ada");
        view.execute("INSERT INTO agents VALUES ('z', 3, 'Grace');"
                + " INSERT INTO help.tickets (title, no, state, agent) VALUES ('New', 8, 'open', 3)");
        view.await("/tickets/8", "/agent/name", "Grace");
        view.execute("UPDATE agents SET nick = 'Hedy', sa = '{}', fla = '{}' WHERE code = 3");
        view.await("/tickets/8", "/agent/name", "Hedy");
        view.execute("UPDATE agents SET code = 4 WHERE code = 3");
        view.await("/tickets/8", "/agent", "null");
        view.execute("UPDATE help.tickets SET agent = 4, state = 'closed' WHERE no = 8");
        view.await("/tickets/8", "/agent/name", "Hedy");

        JsonNode page = view.http().get("/agents/4/tickets").body();
        assertThat(page.get("tickets")).hasSize(1);
        assertThat(page.at("/tickets/0/no").asLong()).isEqualTo(8);
        view.execute("DELETE FROM help.tickets WHERE no = 8");
        awaitGone(8);
        assertThat(view.http().get("/tickets/8").body().get("type").asText()).endsWith("no-such-tickets");
    }
}
