import { schemaResolver } from '@mantine/form';
import i18next from 'i18next';
import type * as z from 'zod';

/**
 * Validates a form by the schema that the node uses. Refusals of a field are put in plain words from messages
 * `fields.<name>`; the schema's own words are only the last resort.
 * @param schema - of the request that the form becomes
 */
export function byNodeSchema(schema: z.ZodType): (values: object) => Record<string, string> {
  const resolve = schemaResolver(schema, { sync: true });
  return (values) => {
    const faults = resolve(values) as Record<string, string>;
    return Object.fromEntries(
      Object.entries(faults).map(([path, fault]) => {
        const name =
          path
            .split('.')
            .filter((part) => !/^\d+$/.test(part))
            .at(-1) ?? path;
        return [path, i18next.t([`app:fields.${name}`, 'app:fields.other'], { fault })];
      }),
    );
  };
}
