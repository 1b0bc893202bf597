const longName = 'Łucja Thảo Wiśniewska-Nguyễn-Leutheusser-Schnarrenberger';
const long = 'sehr.lange.private.adresse.von.wisniewska-nguyen@postfach.muster.example';
const base = '/registration/9a7d1f1e-4f7e-4c7a-9d8e-2f1f6b1c0a11';
const input = (name: string, label: string, more: object = {}) => ({
  name,
  label,
  value: '<b>"Müller"</b>',
  required: true,
  ...more,
});
const sample = (name: string, data: object, view = name) => ({
  name: `registration-${name}`,
  view: `registration/${view}`,
  layout: 'public' as const,
  data: { base, title: 'Registrieren', ...data },
});

/** The pages of a registration, each with what is longest and worst on it. */
export const registrationSamples = [
  sample('join', { area: 'Werk Nord <Halle 4>' }),
  sample('fields', {
    area: 'Werk Nord',
    inputs: [
      input('fact-firstName', 'Vorname', { error: 'Bitte füllen Sie dieses Feld aus.' }),
      input('fact-birthday', 'Geburtsdatum', { help: 'Zum Beispiel 24.12.1980', required: false }),
      input('email', 'Private E-Mail-Adresse', {
        type: 'email',
        help: 'An diese Adresse schicken wir einen Code.',
      }),
    ],
    fields: [{ field: 'fact-firstName', label: 'Vorname', message: 'Bitte füllen Sie dieses Feld aus.' }],
  }),
  sample('account', { account: longName, inputs: [input('fact-firstName', 'Vorname')] }, 'fields'),
  sample('address', { changed: true, inputs: [input('email', 'Private E-Mail-Adresse')] }, 'fields'),
  sample('code', {
    email: long,
    mailsLeft: true,
    input: input('code', 'Code aus der E-Mail', { value: '', error: 'Dieser Code stimmt nicht.' }),
    fields: [{ field: 'code', label: 'Code aus der E-Mail', message: 'Dieser Code stimmt nicht.' }],
  }),
  sample('no-more-mails', { email: long, input: input('code', 'Code aus der E-Mail') }, 'code'),
  sample('waiting', {}),
  sample('other-session', { person: longName, mayAdd: true }),
  sample('start-other', { person: longName, app: 'https://app.muster.example/register' }),
  ...['mismatch', 'held', 'expired', 'cancelled', 'tooMany', 'linkGone', 'failed', 'added', 'done'].map(
    (end) =>
      sample(
        `end-${end}`,
        {
          end,
          appUrl: 'https://app.muster.example/',
          beginAgain: end === 'mismatch',
          mayChoosePassword: end === 'done',
        },
        'end',
      ),
  ),
];
