import { sql } from 'kysely';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import type { Db } from '../../sidecar/platform/db.ts';

const first =
  'Anna Ayşe Ben Carla Çağla Dieter Élodie Emre Erika Fatma Finn Giulia Hans Ida Jörg Jürgen Karin Kübra Lars Lena Łukasz Maja Mehmet Mia Nils Noël Oskar Özlem Paul Petra Quirin René Rüdiger Sabine Søren Thomas Ülkü Uwe Vera Wolfgang Xenia Yusuf Zoë'.split(
    ' ',
  );
const last =
  'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Öztürk Yılmaz Şahin Nowak Łączyński Nguyễn García Özdemir Groß Böhm Kraus Simon Busch Jansen Pohl'.split(
    ' ',
  );

/** Four divisions with four sites each below the network. Answers all ids, the network first. */
export async function insertAreas(db: Db, network: string): Promise<string[]> {
  const ids = [network];
  for (const [index, name] of ['Nord', 'Süd', 'Ost', 'West'].entries()) {
    const division = await insertArea(db, {
      slug: `d${index}`,
      name: `Region ${name}`,
      kind: 'division',
      parentId: network,
    });
    ids.push(division);
    for (const [site, place] of ['Werk', 'Lager', 'Büro', 'Zentrum'].entries())
      ids.push(
        await insertArea(db, {
          slug: `d${index}s${site}`,
          name: `${place} ${name}`,
          kind: 'site',
          parentId: division,
        }),
      );
  }
  return ids;
}

/** As many people with realistic names, states, grants and mails; one of 200 in trouble. The same for the same seed. */
export async function insertPeople(
  db: Db,
  areaIds: readonly string[],
  count: number,
  seed: number,
): Promise<void> {
  await sql`select setseed(${(seed % 1000) / 1000})`.execute(db);
  for (let start = 0; start < count; start += 5000) {
    const end = Math.min(start + 5000, count);
    await sql`
      with made as (
        insert into member (first_name, last_name, email, username, employee_number, locale, origin, state, state_before, keycloak_user_id, sync_state, sync_error)
        select f.name, l.name, case when random() < 0.7 then einlass_spell_out(f.name) || '.' || einlass_spell_out(l.name) || i || '@konzern.example' end,
          einlass_spell_out(f.name) || '.' || einlass_spell_out(l.name) || i, lpad((i * 7)::text, 8, '0'), case when random() < 0.8 then 'de' else 'en' end,
          (array['import', 'import', 'import', 'manual'])[1 + floor(random() * 4)], s.state, case when s.state = 'suspended' then 'active' end,
          gen_random_uuid()::text, case when t.trouble then 'failed' else 'done' end, case when t.trouble then 'conflict' end
        from generate_series(${start}::int, ${end - 1}::int) i
          cross join lateral (select (${sql.val(first)}::text[])[1 + floor(random() * ${first.length} + i * 0)] as name) f
          cross join lateral (select (${sql.val(last)}::text[])[1 + floor(random() * ${last.length} + i * 0)] as name) l
          cross join lateral (select (array['created', 'invited', 'invited', 'active', 'active', 'active', 'active', 'active', 'suspended', 'registered'])[1 + floor(random() * 10 + i * 0)] as state) s
          cross join lateral (select random() + i * 0 < 0.005 as trouble) t
        returning id, state
      ), granted as (
        insert into "grant" (member_id, area_id, role, origin)
        select made.id, a.id, (array['member', 'member', 'member', 'member', 'member', 'member', 'member', 'member', 'editor', 'newsroom_manager'])[1 + floor(random() * 10)], 'import'
        from made cross join lateral (
          select distinct (${sql.val(areaIds)}::uuid[])[2 + floor(random() * ${areaIds.length - 1} + 0 * length(made.id::text))] as id
          from generate_series(1, case when random() < 0.3 then 3 else 1 end)
        ) a where made.state <> 'registered' returning member_id
      )
      insert into message (kind, member_id, locale, to_address, state, header_id)
      select 'invitation', id, 'de', 'x@konzern.example', case when random() < 0.03 then 'failed' else 'sent' end, id::text
      from made where state in ('invited', 'active')`.execute(db);
  }
}
