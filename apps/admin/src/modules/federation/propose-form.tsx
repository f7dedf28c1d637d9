import { Alert, Button, Checkbox, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FederationSize, LIMITS, proposalView, proposeRequest } from '@wardkeep/protocol';
import { ErrorNotice, Icon } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../api/use-act.js';
import { byNodeSchema } from '../../api/validate.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const MIB = 1024 * 1024;

interface Draft {
  readonly name: string;
  readonly recoverThreshold: number | string;
  readonly approvalThreshold: number | string;
  readonly recoveryHours: number | string;
  readonly inheritanceDays: number | string;
  readonly payloadMebibytes: number | string;
  readonly openEnrolment: boolean;
}

const requestOf = (draft: Draft, cards: readonly string[]): object => ({
  name: draft.name.trim(),
  cards,
  recoverThreshold: Number(draft.recoverThreshold),
  approvalThreshold: Number(draft.approvalThreshold),
  policies: {
    openEnrolment: draft.openEnrolment,
    recoveryDelaySeconds: Math.round(Number(draft.recoveryHours) * HOUR),
    inheritanceWaitingSeconds: Math.round(Number(draft.inheritanceDays) * DAY),
    payloadBytes: Math.round(Number(draft.payloadMebibytes) * MIB),
  },
});

const fits = (guardians: number, t: number, q: number): boolean => {
  try {
    FederationSize.of(guardians, t, q);
    return true;
  } catch {
    return false;
  }
};

/** Proposes the federation to all guardians whose cards are here. */
export function ProposeForm(props: { readonly cards: readonly string[] }): React.JSX.Element {
  const { t } = useTranslation();
  const guardians = props.cards.length + 1;
  const majority = Math.floor(guardians / 2) + 1;
  const validate = byNodeSchema(proposeRequest);
  const form = useForm<Draft>({
    initialValues: {
      name: '',
      recoverThreshold: majority,
      approvalThreshold: majority,
      recoveryHours: LIMITS.recoveryDelaySeconds / HOUR,
      inheritanceDays: LIMITS.inheritanceWaitingSeconds / DAY,
      payloadMebibytes: LIMITS.payloadBytes / MIB,
      openEnrolment: false,
    },
    validate: (draft) => {
      const faults = validate(requestOf(draft, props.cards));
      const places = {
        name: faults.name,
        recoverThreshold: faults.recoverThreshold,
        approvalThreshold: faults.approvalThreshold,
        recoveryHours: faults['policies.recoveryDelaySeconds'],
        inheritanceDays: faults['policies.inheritanceWaitingSeconds'],
        payloadMebibytes: faults['policies.payloadBytes'],
      };
      const [recover, approval] = [Number(draft.recoverThreshold), Number(draft.approvalThreshold)];
      if (!fits(guardians, recover, approval)) {
        places.approvalThreshold ??= t('propose.thresholdFault', { majority, guardians });
      }
      return Object.fromEntries(Object.entries(places).filter(([, fault]) => fault !== undefined));
    },
  });
  const propose = useAct('propose', proposalView, { touches: ['proposals', 'card'], done: t('propose.done') });
  const numbers = [
    ['recoverThreshold', ''],
    ['approvalThreshold', ''],
    ['recoveryHours', ` ${t('propose.hours')}`],
    ['inheritanceDays', ` ${t('propose.days')}`],
    ['payloadMebibytes', ' MiB'],
  ] as const;
  if (guardians < FederationSize.MINIMUM) {
    return (
      <Alert color="gray" icon={<Icon name="info" />}>
        {t('propose.tooFew', { count: FederationSize.MINIMUM - guardians })}
      </Alert>
    );
  }
  return (
    <form onSubmit={form.onSubmit((draft) => propose.mutate({ body: requestOf(draft, props.cards) }))}>
      <Stack>
        <TextInput
          label={t('propose.name')}
          description={t('propose.nameHint')}
          required
          maxLength={80}
          {...form.getInputProps('name')}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: 'end' }}>
          {numbers.map(([name, suffix]) => (
            <NumberInput
              key={name}
              label={t(`propose.${name}`)}
              description={t(`propose.${name}Hint`, { guardians })}
              min={0}
              suffix={suffix}
              {...form.getInputProps(name)}
            />
          ))}
        </SimpleGrid>
        <Checkbox
          label={t('propose.openEnrolment')}
          description={t('propose.openEnrolmentHint')}
          {...form.getInputProps('openEnrolment', { type: 'checkbox' })}
        />
        <ErrorNotice error={propose.error} />
        <div>
          <Button type="submit" loading={propose.isPending}>
            {t('propose.submit', { guardians })}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
