import { ink } from '../platform/ink.rules.ts';
import { accentsOf, contrast, inkOn, lightened, mixed } from './colour.rules.ts';

/** The lightest of the grounds in dark on which something of ours stands: the cards of our pages (PatternFly 6), a trace lighter than Keycloak's. */
export const darkGround = '#292929';

/** A button in this colour, what is read on it, and the button under the pointer. */
function button(colour: string): { ground: string; text: string; hover: string } {
  const text = inkOn(colour);
  // away from the text, so that it is read even better
  return { ground: colour, text, hover: mixed(colour, text === '#ffffff' ? '#000000' : '#ffffff', 0.15) };
}

/**
 * What themes/einlass/login, themes/einlass/account and our own pages wear of the network's look, as a style sheet of variables. Text has a contrast of
 * at least 4.5 on the grounds of both schemes, whatever colour was chosen; all values but the logo's address are made here from `#rrggbb`.
 * `logo`: its absolute address, since a relative one in a variable counts from another sheet in some browsers.
 */
export function brandSheet({ accent, logo }: { accent: string; logo?: string }): string {
  // a yellow button is seen on white, one in white is not
  const light = button(contrast(accent, '#ffffff') >= 1.2 ? accent : ink);
  const dark = button(lightened(accent, darkGround, 2));
  const values = {
    accent: light.ground,
    'on-accent': light.text,
    'accent-hover': light.hover,
    text: accentsOf(accent).text,
    'dark-accent': dark.ground,
    'dark-on-accent': dark.text,
    'dark-accent-hover': dark.hover,
    'dark-text': lightened(accent, darkGround, 4.5),
    radius: '6px',
    // what makes room for the logo, in the place of the name
    ...(logo
      ? {
          logo: `url("${encodeURI(logo)}")`,
          'logo-width': '14rem',
          'logo-height': '3rem',
          'logo-space': '0.5rem',
          'name-size': '0',
        }
      : {}),
  };
  const lines = Object.entries(values).map(([name, value]) => `  --einlass-${name}: ${value};\n`);
  return `:root {\n${lines.join('')}}\n`;
}
