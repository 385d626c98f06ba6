import type { BotCommand, InlineKeyboardMarkup, Update } from 'grammy/types';

/** A message of the bot as it stands now. */
export interface BotMessage {
  readonly messageId: number;
  readonly chatId: number;
  text: string;
  keyboard: InlineKeyboardMarkup | undefined;
  /** Where it is a document: `text` is its caption. */
  readonly document?: { readonly name: string; readonly text: string };
}

export interface BotApiState {
  /** Not confirmed yet, oldest first. */
  updates: Update[];
  readonly messages: BotMessage[];
  readonly calls: { readonly method: string; readonly payload: Record<string, unknown> }[];
  readonly menus: Map<string, readonly BotCommand[]>;
  /** Presses of buttons by id: what they were answered with, null before. */
  readonly answeredPresses: Map<string, string | null>;
  readonly blockedBy: Set<number>;
  /** The long poll that is open now. */
  waiting: { wake(): void; end(): void } | undefined;
  readonly lastIds: { update: number; message: number };
  /** Every update there ever was. */
  readonly delivered: Update[];
  /** Confirmed updates that are delivered once more, as when the confirmation was lost. */
  again: Update[];
}

/** An answer with `ok: false`. */
export class RefusedCall extends Error {
  constructor(
    readonly status: number,
    description: string,
    readonly retryAfter?: number,
  ) {
    super(description);
  }
}

interface Call {
  readonly method: string;
  readonly payload: Record<string, unknown>;
  onGone(gone: () => void): void;
}

type Method = (state: BotApiState, call: Call) => unknown;

const refuse = (description: string): never => {
  throw new RefusedCall(400, `Bad Request: ${description}`);
};

const methods: Record<string, Method> = {
  getMe: () => ({
    id: 4242,
    is_bot: true,
    first_name: 'Trademan',
    username: 'trademan_test_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  }),
  deleteWebhook: () => true,
  getUpdates,
  sendMessage(state, { payload }) {
    const chatId = Number(payload.chat_id);
    const text = checkedText(payload.text);
    const keyboard = checkedKeyboard(payload.reply_markup);
    if (!Number.isSafeInteger(chatId)) refuse('chat not found');
    if (state.blockedBy.has(chatId)) throw new RefusedCall(403, 'Forbidden: bot was blocked by the user');
    state.lastIds.message += 1;
    const message: BotMessage = { messageId: state.lastIds.message, chatId, text, keyboard };
    state.messages.push(message);
    return asTelegram(message);
  },
  sendDocument(state, { payload }) {
    const chatId = Number(payload.chat_id);
    const file = payload.document as { name: string; bytes: Buffer } | undefined;
    const text = String(payload.caption ?? '');
    if (!Number.isSafeInteger(chatId)) refuse('chat not found');
    if (!file?.bytes || file.bytes.length === 0) return refuse('file must be non-empty');
    if (text.length > 1024) refuse('message caption is too long');
    if (state.blockedBy.has(chatId)) throw new RefusedCall(403, 'Forbidden: bot was blocked by the user');
    state.lastIds.message += 1;
    const document = { name: file.name, text: file.bytes.toString('utf8') };
    const message: BotMessage = {
      messageId: state.lastIds.message,
      chatId,
      text,
      keyboard: undefined,
      document,
    };
    state.messages.push(message);
    return asTelegram(message);
  },
  editMessageText(state, { payload }) {
    const message = messageOf(state, payload);
    const [text, keyboard] = [checkedText(payload.text), checkedKeyboard(payload.reply_markup)];
    if (text === message.text && JSON.stringify(keyboard) === JSON.stringify(message.keyboard))
      refuse('message is not modified');
    Object.assign(message, { text, keyboard });
    return asTelegram(message);
  },
  editMessageReplyMarkup(state, { payload }) {
    const message = messageOf(state, payload);
    const keyboard = checkedKeyboard(payload.reply_markup);
    if (JSON.stringify(keyboard) === JSON.stringify(message.keyboard)) refuse('message is not modified');
    message.keyboard = keyboard;
    return asTelegram(message);
  },
  answerCallbackQuery(state, { payload }) {
    const id = String(payload.callback_query_id);
    if (state.answeredPresses.get(id) !== null)
      refuse('query is too old and response timeout expired or query ID is invalid');
    state.answeredPresses.set(id, String(payload.text ?? ''));
    return true;
  },
  setMyCommands(state, { payload }) {
    const commands = payload.commands as readonly BotCommand[];
    if (!Array.isArray(commands) || commands.length > 100) refuse('too many commands');
    for (const { command, description } of commands) {
      if (!/^[a-z0-9_]{1,32}$/.test(command)) refuse('BOT_COMMAND_INVALID');
      if (description.length < 1 || description.length > 256) refuse('BOT_COMMAND_DESCRIPTION_INVALID');
    }
    state.menus.set(String(payload.language_code ?? ''), commands);
    return true;
  },
};

export const METHODS = Object.keys(methods);

export function callMethod(state: BotApiState, call: Call): unknown {
  state.calls.push({ method: call.method, payload: call.payload });
  return methods[call.method]?.(state, call);
}

/** Long polling: what is below the offset is confirmed and gone; a second poll ends the first with 409. */
async function getUpdates(state: BotApiState, { payload, onGone }: Call): Promise<readonly Update[]> {
  const offset = Number(payload.offset ?? 0);
  const allowed = (payload.allowed_updates as readonly string[] | undefined) ?? [];
  state.updates = state.updates.filter(({ update_id }) => update_id >= offset);
  state.waiting?.end();
  const wanted = () =>
    state.updates
      .filter((update) => allowed.length === 0 || allowed.some((kind) => kind in update))
      .slice(0, Number(payload.limit ?? 100));
  const timeoutMs = Number(payload.timeout ?? 0) * 1_000;
  if (wanted().length === 0 && state.again.length === 0 && timeoutMs > 0) {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, timeoutMs);
      timer.unref();
      const conflict = new RefusedCall(409, 'Conflict: terminated by other getUpdates request');
      const waiting = { wake: resolve, end: () => reject(conflict) };
      state.waiting = waiting;
      onGone(() => {
        if (state.waiting === waiting) state.waiting = undefined;
        resolve();
      });
    });
    state.waiting = undefined;
  }
  return [...state.again.splice(0), ...wanted()];
}

function checkedText(text: unknown): string {
  if (typeof text !== 'string' || text.trim() === '') return refuse('message text is empty');
  return text.length > 4096 ? refuse('message is too long') : text;
}

function checkedKeyboard(markup: unknown): InlineKeyboardMarkup | undefined {
  if (markup === undefined) return undefined;
  const keyboard = (typeof markup === 'string' ? JSON.parse(markup) : markup) as InlineKeyboardMarkup;
  for (const button of keyboard.inline_keyboard.flat()) {
    const data = 'callback_data' in button ? button.callback_data : '';
    if (Buffer.byteLength(data) < 1 || Buffer.byteLength(data) > 64) refuse('BUTTON_DATA_INVALID');
  }
  return keyboard.inline_keyboard.length === 0 ? undefined : keyboard;
}

const messageOf = (state: BotApiState, payload: Record<string, unknown>): BotMessage =>
  state.messages.find(
    ({ messageId, chatId }) => messageId === payload.message_id && chatId === Number(payload.chat_id),
  ) ?? refuse('message to edit not found');

export const asTelegram = ({ messageId, chatId, text, keyboard }: BotMessage) => ({
  message_id: messageId,
  date: Math.floor(Date.now() / 1_000),
  chat: { id: chatId, type: 'private' as const, first_name: 'Somebody' },
  text,
  ...(keyboard && { reply_markup: keyboard }),
});
