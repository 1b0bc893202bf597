import { parseArgs } from 'node:util';
import type { AreaTree } from '../areas/area.ts';
import { addArea, renameAreaTo, syncRoleGroups } from '../areas/area.service.ts';
import { readTree } from '../areas/area.store.ts';
import type { AreaKind } from '../areas/area.table.ts';
import { AppError } from '../platform/errors.ts';
import { openServices, type Services } from '../services.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';

const operator = { kind: 'operator' } as const;

async function withServices(
  context: CommandContext,
  work: (services: Services) => Promise<void>,
): Promise<void> {
  const services = await openServices(context.config, context.log);
  try {
    await work(services);
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    const t = services.texts.translate('en');
    const [field] = error.fields;
    throw new UsageError(t(field?.text ?? `platform.errors.${error.code}.text`, field?.params ?? {}));
  } finally {
    await services.close();
  }
}

/** The groups follow at once where Keycloak answers; where it does not, the worker's sweep makes them. */
async function groupsFollow({ db, directory }: Services, { print }: CommandContext): Promise<void> {
  try {
    await syncRoleGroups(db, directory);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    print('Keycloak does not answer; the worker makes its groups as soon as it does');
  }
}

function lines(tree: AreaTree, id: string, depth: number): string[] {
  const area = tree.byId(id);
  const own = area ? [`${'  '.repeat(depth)}${area.slug}  ${area.name}  (${area.kind})`] : [];
  const children = tree.areas.filter((child) => child.parentId === id);
  return [...own, ...children.flatMap((child) => lines(tree, child.id, depth + 1))];
}

export const areaAdd: Command = {
  usage: 'area add <name> [--slug s] [--below slug] [--kind division|site]',
  summary: 'add an area; the first one is the network',
  async run(args, context) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { slug: { type: 'string' }, below: { type: 'string' }, kind: { type: 'string' } },
    });
    const [name, ...others] = positionals;
    if (!name || others.length > 0)
      throw new UsageError('area add takes one name (in quotes if it has blanks)');
    if (values.kind && !['division', 'site'].includes(values.kind))
      throw new UsageError('--kind must be division or site');
    await withServices(context, async (services) => {
      await addArea(services.db, operator, {
        name,
        ...(values.slug ? { slug: values.slug } : {}),
        ...(values.below ? { parentSlug: values.below } : {}),
        ...(values.kind ? { kind: values.kind as AreaKind } : {}),
      });
      await groupsFollow(services, context);
      context.print(`Area "${name}" is there`);
    });
  },
};

export const areaRename: Command = {
  usage: 'area rename <slug> <new name>',
  summary: 'change the display name of an area; the slug stays',
  async run([slug, name, ...others], context) {
    if (!slug || !name || others.length > 0) throw new UsageError('area rename takes a slug and a name');
    await withServices(context, async ({ db }) => {
      await renameAreaTo(db, operator, slug, name);
      context.print(`Area ${slug} is now called "${name}"`);
    });
  },
};

export const areaList: Command = {
  usage: 'area list',
  summary: 'show the tree of areas',
  async run(_args, context) {
    await withServices(context, async ({ db }) => {
      const tree = await readTree(db);
      const shown = tree.network
        ? lines(tree, tree.network.id, 0)
        : ['No areas yet: begin with "area add <company>"'];
      for (const line of shown) context.print(line);
    });
  },
};
