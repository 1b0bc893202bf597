import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { proposeUsername, usernameBase, usernamePattern } from '../../sidecar/members/username.rules.ts';

test.each([
  ['Erika', 'Mustermann', 'erika.mustermann'],
  ['Jörg', 'Größl', 'joerg.groessl'],
  ['Anna-Lena', 'von der Heide', 'anna-lena.von-der-heide'],
  ['Seán', "O'Neill", 'sean.oneill'],
  ['Łukasz', 'Žižek', 'lukasz.zizek'],
  ['Søren', 'Æbelø', 'soren.aebelo'],
  ['Ирина', 'Иванова', 'irina.ivanova'],
  ['Сергей', 'Щербаков', 'sergei.shcherbakov'],
  ['Олексій', 'Їжакевич', 'oleksii.izhakevich'],
  ['Γιώργος', 'Παπαδόπουλος', 'giorgos.papadopoulos'],
  ['Ευάγγελος', 'Νταής', 'evangelos.ntais'],
  ['Gülşen', 'Çağlı', 'guelsen.cagli'],
  ['İsmail', 'IŞIK', 'ismail.isik'],
  ['Nguyễn', 'Đức Thắng', 'nguyen.duc-thang'],
  ['Łucja', 'Śródka-Źdźbło', 'lucja.srodka-zdzblo'],
  ['Seán', 'O’Neill', 'sean.oneill'],
  ['秀英', '王', 'user'],
  ['Li', '王', 'li'],
  ['X', '', 'user-x'],
  ['Jo\u0308rg', 'Mu\u0308ller', 'joerg.mueller'],
])('%s %s becomes %s', (first, last, expected) => {
  expect(usernameBase(first, last)).toBe(expected);
});

test('a collision gets the next free number', () => {
  const taken = new Set(['erika.mustermann', 'erika.mustermann2']);
  expect(proposeUsername('Erika', 'Mustermann', (name) => taken.has(name))).toBe('erika.mustermann3');
});

test('whatever the names, every proposal is a valid user name that nobody has', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.constantFrom('Erika', 'Müller', '12', ''),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 40 }), (people) => {
      const taken = new Set<string>();
      for (const [first, last] of people) {
        const username = proposeUsername(first, last, (candidate) => taken.has(candidate));
        expect(username).toMatch(usernamePattern);
        expect(taken.has(username)).toBe(false);
        taken.add(username);
      }
    }),
  );
});
