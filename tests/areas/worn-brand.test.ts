import { expect, test } from '@jest/globals';
import { wornBrand } from '../../sidecar/areas/worn-brand.ts';
import { testDatabase } from '../support/database.ts';

test("pages wear the settings' look, and without a database the one read last", async () => {
  const database = await testDatabase();
  const brand = wornBrand(database.db, { companyName: 'Vorgabe AG' });
  expect(brand.last()).toEqual({ company: 'Vorgabe AG', brandCss: '/brand.css' });
  await database.db
    .updateTable('network_setting')
    .set({ company_name: 'Muster AG', logo: Buffer.from('x'), logo_type: 'image/png', version: 7 })
    .execute();
  const worn = { company: 'Muster AG', logo: '/brand/logo?v=7', brandCss: '/brand.css?v=7' };
  expect(await brand.read()).toEqual(worn);
  await database.close();
  expect(await brand.read()).toEqual(worn);
  expect(brand.last()).toEqual(worn);
});
