import { Button, Modal, Stack, Text } from '@mantine/core';
import { admissionCodeAnswer } from '@wardkeep/protocol';
import { CopyText, ErrorNotice, useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../api/use-act.js';

/** Makes a code that lets one claimant in although too many claims were opened lately. */
export function AdmissionCode(): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const make = useAct('createAdmissionCode', admissionCodeAnswer);
  return (
    <>
      <Button variant="default" size="sm" loading={make.isPending} onClick={() => make.mutate({})}>
        {t('admission.make')}
      </Button>
      <Modal
        opened={make.data !== undefined || make.error !== null}
        onClose={() => make.reset()}
        title={t('admission.title')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        centered
      >
        <Stack>
          <ErrorNotice error={make.error} />
          {make.data === undefined ? null : (
            <>
              <Text>{t('admission.text', { time: format.time(make.data.expiresAt) })}</Text>
              <Text className="ward-mono" fz="xl" fw={650}>
                {make.data.code}
              </Text>
              <CopyText text={make.data.code} />
            </>
          )}
        </Stack>
      </Modal>
    </>
  );
}
