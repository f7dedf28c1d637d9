import { fetchTransport, type DeviceStore, type GuardianTransport } from '@wardkeep/client';
import { fileStore } from '@wardkeep/client/node';

type FileStore = Awaited<ReturnType<typeof fileStore>>;

/** What a device that died throws: nothing of the product's own. */
export class DeviceDied extends Error {
  override readonly name = 'DeviceDied';
}

/** Whether what a program failed with is that its device died, and nothing else. */
export function isDeath(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof DeviceDied || isDeath(error.cause) || deathIn(error);
}

/** Guardians that could not be asked because the device died look like guardians that cannot be reached. */
function deathIn(error: object): boolean {
  const { outcomes } = error as { readonly outcomes?: readonly { readonly error?: unknown }[] };
  return outcomes?.some((outcome) => isDeath(outcome.error)) ?? false;
}

/** When a device dies: at its k-th step, or at the first one of this name. */
export type Death = number | string;

/**
 * A device whose power goes at one step: a request that was answered, or a state that was saved. The step itself happens,
 * but the program does not live to hear of it, and whatever it does afterwards does nothing. The folder stays.
 */
export class DyingDevice {
  readonly store: DeviceStore;
  readonly transport: GuardianTransport;
  /** Steps that happened, such as `/v1/enrolments/stage` or `save`. */
  readonly steps: string[] = [];
  readonly #underWay: Promise<unknown>[] = [];

  private constructor(
    private readonly file: FileStore,
    private readonly death: Death,
  ) {
    const honest = fetchTransport();
    this.store = {
      load: () => this.#alive(() => this.file.load()),
      save: (text) => this.#step('save', () => this.file.save(text)),
    };
    this.transport = {
      // Without the device's signal: what is under way arrives, whether anybody still waits for its answer or not.
      send: (request) => this.#step(request.path, () => honest.send({ ...request, signal: undefined })),
    };
  }

  /**
   * Starts a device, or starts it again.
   *
   * @param folder - where its state is
   * @param death - the step at which it dies; never when left out
   */
  static async start(folder: string, death: Death = Number.POSITIVE_INFINITY): Promise<DyingDevice> {
    return new DyingDevice(await fileStore(folder), death);
  }

  get isDead(): boolean {
    return typeof this.death === 'string' ? this.steps.includes(this.death) : this.steps.length >= this.death;
  }

  /** Waits for what was under way when it died, and lets go of its folder, as the end of its process would. */
  async buried(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.file.release();
  }

  #alive<T>(work: () => Promise<T>): Promise<T> {
    return this.isDead ? Promise.reject(new DeviceDied('device is dead')) : work();
  }

  #step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const step = this.#alive(async () => {
      const result = await work();
      if (this.isDead) throw new DeviceDied('device is dead');
      this.steps.push(name);
      if (this.isDead) throw new DeviceDied(`device died at ${name}`);
      return result;
    });
    this.#underWay.push(step);
    return step;
  }
}
