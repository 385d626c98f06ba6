/** The least that a workflow needs to do anything: a workflow whose activity only tells when it was called. */
import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';

const { called } = proxyActivities({ startToCloseTimeout: '10s' });

export async function twoHops(key) {
  let over = false;
  setHandler(defineUpdate('again'), async (updateKey) => {
    await called(updateKey);
    over = true;
  });
  await called(key);
  await condition(() => over);
}
