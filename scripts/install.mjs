// Installs the packages if they are missing or not what package-lock.json says.
import { prepare } from './servers/prepare.mjs';

await prepare();
