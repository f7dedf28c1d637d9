import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type CardAnswer, cardAnswer, nodeRequest } from '@wardkeep/protocol';
import { ErrorNotice } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../api/use-act.js';
import { byNodeSchema } from '../../api/validate.js';

interface Draft {
  readonly name: string;
  readonly contact: string;
  readonly url: string;
}
const requestOf = ({ name, contact, url }: Draft): object => ({
  name: name.trim(),
  contact: contact.trim(),
  urls: [url.trim()],
});

/** What the card of this node says, until it has signed a proposal. */
export function NodeForm({ card }: { readonly card: CardAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const validate = byNodeSchema(nodeRequest);
  const form = useForm<Draft>({
    mode: 'uncontrolled',
    initialValues: { name: card.name, contact: card.contact, url: card.urls[0] ?? '' },
    validate: (values) => {
      const { ['urls.0']: url, urls, ...faults } = validate(requestOf(values));
      return { ...faults, ...(url === undefined && urls === undefined ? {} : { url: url ?? urls }) };
    },
  });
  const save = useAct('setNode', cardAnswer, { touches: ['card'], done: t('node.saved') });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate({ body: requestOf(values) }))}>
      <Stack>
        <TextInput
          label={t('node.name')}
          description={t('node.nameHint')}
          required
          maxLength={80}
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('node.url')}
          description={t('node.urlHint')}
          required
          type="url"
          maxLength={200}
          key={form.key('url')}
          {...form.getInputProps('url')}
        />
        <TextInput
          label={t('node.contact')}
          description={t('node.contactHint')}
          required
          maxLength={200}
          key={form.key('contact')}
          {...form.getInputProps('contact')}
        />
        <ErrorNotice error={save.error} />
        <div>
          <Button type="submit" variant="light" loading={save.isPending}>
            {t('node.save')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
