import fc from 'fast-check';

/** Where every test that draws begins: the same run says the same, and `EINLASS_SEED` looks elsewhere. */
export const seed = Number(process.env['EINLASS_SEED'] ?? 20);

fc.configureGlobal({ seed });

export { fc };
