import type { MailLook } from './types.ts';

/** A text that Keycloak shows exactly so although it reads it as a pattern (java.text.MessageFormat) and fills in `${key}`. */
function literal(text: string): string {
  return text.replaceAll("'", "''").replaceAll('{', "'{'");
}

/**
 * A mail can load no style sheet, so the look travels as sentences of the realm, which the e-mail theme's templates read
 * (themes/einlass/email/shared.ftl). Empty = the theme's own.
 */
export function mailLookTexts(look: MailLook, locale: string): Readonly<Record<string, string>> {
  const help = look.help?.[locale]?.split('\n').filter(Boolean).join(', ');
  return {
    einlassCompany: literal(look.company),
    einlassAccent: look.accent ?? '',
    einlassOnAccent: look.onAccent ?? '',
    einlassLogo: look.logo ?? '',
    einlassHelp: literal(help ?? ''),
  };
}
