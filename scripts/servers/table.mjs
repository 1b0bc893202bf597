/** Lines of columns, each as wide as its widest cell. @param {string[][]} rows @param {string} indent */
function columns(rows, indent = '  ') {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  return rows.map(
    (row) =>
      indent +
      row
        .map((cell, column) => (cell ?? '').padEnd(widths[column] + 3))
        .join('')
        .trimEnd(),
  );
}

/** What a person is told once everything runs. @param {ReturnType<typeof import('./run-file.mjs').runRecord>} run @returns {string[]} */
export function readyLines({ addresses, demo, keycloak, env }) {
  const accounts = demo.accounts.map(({ username, name, role, area }) => [username, name, role, area ?? '']);
  return [
    '',
    'Einlass runs.',
    '',
    ...columns([
      ['Administration', addresses.admin, 'sign in as netz.manager'],
      ['Sample app', addresses.app, 'what an employee opens'],
      ...(addresses.inbox
        ? [['Mailbox', addresses.inbox, 'every mail sent, nothing leaves this machine']]
        : []),
      [
        'Keycloak',
        `${addresses.keycloak}/admin`,
        `user ${keycloak.adminUsername}, password in .einlass/run.json`,
      ],
    ]),
    '',
    `Who can sign in (password of all: ${demo.password})`,
    '',
    ...columns([['User name', 'Name', 'Role', 'Area'], ...accounts]),
    '',
    ...(env.REQUIRE_SECOND_FACTOR === 'false'
      ? [
          'Second factor for managing roles: off in this demo (REQUIRE_SECOND_FACTOR=false); on by default elsewhere.',
          '',
        ]
      : []),
    'Try first',
    `  1. ${addresses.admin}: sign in as netz.manager and import a workbook of employees.`,
    '  2. Invite all newly created ones.',
    `  3. ${addresses.inbox ?? 'In your mailbox'}: open an invitation's link in another browser or a private window, choose a password, and the sample app greets you.`,
    `  4. ${addresses.app}: register as Berta Beispiel with the employee number 00815 and any e-mail address; the code is in the mailbox.`,
    '',
  ];
}
