/** The list is some megabytes large, so that only a process that checks passwords reads it, and once. */
let list: Promise<ReadonlySet<string>> | undefined;

async function read(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}

const otherKey: Readonly<Record<string, string>> = { y: 'z', z: 'y' };

/** Whether this is one of the 50,000 passwords that are tried first, whatever its case and on which keyboard it was thought up. */
export async function isCommon(password: string): Promise<boolean> {
  list ??= read();
  const typed = password.toLowerCase();
  const known = await list;
  return known.has(typed) || known.has(typed.replace(/[yz]/g, (key) => otherKey[key] ?? key));
}
