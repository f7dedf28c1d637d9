/** Name of the database; the locks and the channel around it begin with it. */
export const STORE_NAME = 'wardkeep';

/**
 * Tells every tab of a change, this one too.
 *
 * @param name - of the database
 */
export function announceChange(name: string): void {
  const channel = new BroadcastChannel(`${name}-state`);
  channel.postMessage('changed');
  channel.close();
}

/**
 * Listens for changes of the state, by whichever tab.
 *
 * @param listener - called after each change
 * @returns ends the listening
 */
export function onStateChange(listener: () => void): () => void {
  const channel = new BroadcastChannel(`${STORE_NAME}-state`);
  channel.addEventListener('message', () => {
    listener();
  });
  return () => {
    channel.close();
  };
}
