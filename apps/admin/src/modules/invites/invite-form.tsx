import { Button, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type CreatedInvite, createdInvite, newInvite } from '@wardkeep/protocol';
import { ErrorNotice } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../api/use-act.js';
import { byNodeSchema } from '../../api/validate.js';

const DAY = 86_400;
const MIB = 1024 * 1024;

interface Draft {
  readonly uses: number | string;
  readonly days: number | string;
  readonly mebibytes: number | string;
}
const requestOf = ({ uses, days, mebibytes }: Draft): object => ({
  uses: Number(uses),
  expiresInSeconds: Number(days) * DAY,
  quotaBytes: Number(mebibytes) * MIB,
});

/** Makes an invite. */
export function InviteForm({ onMade }: { readonly onMade: (invite: CreatedInvite) => void }): React.JSX.Element {
  const { t } = useTranslation();
  const validate = byNodeSchema(newInvite);
  const form = useForm<Draft>({
    mode: 'uncontrolled',
    initialValues: { uses: 1, days: 30, mebibytes: 64 },
    validate: (values) => {
      const faults = validate(requestOf(values));
      const places = { uses: faults.uses, days: faults.expiresInSeconds, mebibytes: faults.quotaBytes };
      return Object.fromEntries(Object.entries(places).filter(([, fault]) => fault !== undefined));
    },
  });
  const make = useAct('createInvite', createdInvite, { touches: ['invites'], onDone: onMade });
  return (
    <form onSubmit={form.onSubmit((values) => make.mutate({ body: requestOf(values) }))}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <NumberInput
            label={t('invites.uses')}
            description={t('invites.usesHint')}
            allowDecimal={false}
            min={1}
            key={form.key('uses')}
            {...form.getInputProps('uses')}
          />
          <NumberInput
            label={t('invites.days')}
            description={t('invites.daysHint')}
            allowDecimal={false}
            min={1}
            max={366}
            key={form.key('days')}
            {...form.getInputProps('days')}
          />
          <NumberInput
            label={t('invites.quota')}
            description={t('invites.quotaHint')}
            allowDecimal={false}
            min={1}
            suffix=" MiB"
            key={form.key('mebibytes')}
            {...form.getInputProps('mebibytes')}
          />
        </SimpleGrid>
        <ErrorNotice error={make.error} />
        <div>
          <Button type="submit" loading={make.isPending}>
            {t('invites.create')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
