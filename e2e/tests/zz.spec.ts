import { enter, test } from '../fixtures.ts';
test('scratch', async ({ page, newcomer }) => {
  const mail = await enter(page, await newcomer(), undefined, { composeHtml: true });
  const letter = await mail.compose();
  await letter.write({ subject: 'With weight' });
  const show = async (what: string) => console.log(what, await letter.body.innerHTML());
  await letter.body.click();
  await show('click');
  await page.keyboard.type('Plain, ');
  await page.keyboard.press('Control+b');
  await show('ctrl b');
  await page.waitForTimeout(600);
  await show('wait');
  await page.keyboard.type('bold');
  await show('bold');
  await page.keyboard.press('Control+b');
  await page.keyboard.type(' and ');
  await letter.tool('Italic').click();
  await show('it');
  await page.keyboard.type('slanted');
  await show('slanted');
  await letter.body.evaluate((element) => {
    const transfer = new DataTransfer();
    transfer.setData('text/html', '<p>x<span style="color: rgb(200, 0, 0); position: fixed">Red</span> <strong style="color: green">green</strong></p>');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
  });
  await page.waitForTimeout(300);
  await show('paste');
});
