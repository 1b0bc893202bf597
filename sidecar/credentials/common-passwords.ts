/** The list is some megabytes large, so that only a process that checks passwords reads it, and once. */
let list: Promise<ReadonlySet<string>> | undefined;

async function read(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}

/** Whether this is one of the 50,000 passwords that are tried first, whatever its case. */
export async function isCommon(password: string): Promise<boolean> {
  list ??= read();
  return (await list).has(password.toLowerCase());
}
