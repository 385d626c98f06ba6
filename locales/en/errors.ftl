# Errors: what happened, to what, and what one can do

error-task-not-found = There is no task { $taskId }. Unfinished tasks: /tasks
error-task-finished = Task { $taskId } is finished already.
error-task-of-another-account = Task { $taskId } belongs to another account or mode ({ $mode }). Start Trademan with that one to steer it.
error-log-refused = The database refused an entry about the task's orders ({ $message }), so it could not go on safely. Please compare what was executed with the broker's app, and tell whoever keeps the program.
error-task-stopping = Task { $taskId } is being stopped and cannot be changed.
error-nothing-to-amend = Nothing to change: task { $taskId } is like that already.
error-invalid-amendment = Task { $taskId } cannot be that, and is as it was. An amount is a whole number of lots above zero ({ COUNTED($lot, "pieces") } each), prices and ratios are decimal numbers; what the options of a spread can be: /spread.
error-amend-below-executed = { AMOUNT($executed) } of task { $taskId } are executed already, so it cannot be made smaller. To end it there, give { AMOUNT($executed) } or stop it: /stop { $taskId }
error-no-worker = No worker is running; the command was not carried out and will not be later. A task can be stopped without it: /stop
error-not-confirmed = Task { $taskId } took the command and has not confirmed yet that it is done. What came of it, /status { $taskId } shows.
error-temporal-unavailable = Temporal does not answer now; the command was not carried out. A task can be stopped without it: /stop
error-database-unavailable = The database does not answer now. Whether the command was carried out, /tasks shows in a minute; better not repeat it before.
error-rate-limited = The broker asks for patience: too many requests. Please try again in a minute.
error-unavailable = The broker does not answer now. Please try again in a minute.
error-outcome-unknown = The broker did not say whether it was done. Finding out.
error-duplicate = The broker knows this order already; there will be no second one. What became of it, /status shows.
error-not-trading = The instrument does not trade now: wait for its trading to begin.
error-not-found = The broker did not find it: check whether it was executed or cancelled already.
error-access-denied = The broker did not accept the token: it is wrong, expired, or has no right to trade. Make a new one and put it into the settings.
error-refused = The broker refused.
error-broker-refused = The broker refused.
error-not-served = The broker does not serve this here. Its sandbox has no stop orders, no short futures, no margin figures and no broker report: try it on the paper exchange (BROKER=paper).
error-price-step = The value of the future's price step changed while the order was on its way. Nothing was sent; working the price out again.
error-answer-mismatch = The broker's answer is about another account, instrument or direction; the task is stopped. Please check the orders in the broker's app.
error-order-rejected = The exchange rejected the order several times in a row.
error-nothing-to-settle = Task { $taskId } has no order whose end is unknown. How it is: /status { $taskId }
error-order-may-work = The order of { $taskId } is of today, so it may still be executed: what became of it is asked of the broker.
error-order-known = The broker knows order { $number } of { $taskId }: what was executed is read there.
error-settle-finished = Task { $taskId } has ended: its report stays as it is, and nothing is ordered for it any more. What became of order { $number } is among the operations in the broker's app.
error-settle-which-leg = Both legs of { $taskId } wait for an answer, say which one: far ({ $farTicker }, order { $far }) or near ({ $nearTicker }, order { $near }). For example: /settle { $taskId } 5 far
error-settled-lots = Of order { $number } at least { $least } and at most { $most } lots can have been executed.
error-internal = Something went wrong; the program's log has the details.
# What the broker's support needs to find the request
tracking-id = The request's number for the broker's support: { $trackingId }
# The broker's own words after ours
broker-says = Its words: “{ $message }”
# When it has none
broker-silent = Please check what was asked; if it is right, write to the broker's support.

# The broker's refusals by their numbers
refusal-30015 = The order has no quantity, or zero: give at least one lot.
refusal-30016 = The broker did not take the quantity: give a whole number of lots.
refusal-30017 = The order has no price: give one above zero.
refusal-30018 = The broker did not take the price: please check it against the instrument's price step.
refusal-30034 = There is not enough money on the account: add some or ask for less.
refusal-30042 = There is not enough money or not enough securities: add money or ask for less.
refusal-30047 = The price is not in the currency that the instrument trades in.
refusal-30051 = Margin trading is switched off for the account, and futures and short sales need it: switch it on in the broker's app.
refusal-30052 = The broker does not let this instrument be traded through the API: it can be in the broker's app.
refusal-30056 = Stop orders are not accepted in the currency of this instrument.
refusal-30057 = The broker has the order already but does not say yet what became of it. Finding out; there will be no second one.
refusal-30058 = The broker is still busy with the request before. Please wait a minute.
refusal-30059 = The order could not be cancelled: most likely it is executed or cancelled already. Finding out.
refusal-30060 = The stop order could not be cancelled: most likely it was triggered or cancelled already. Please check the list of stop orders.
refusal-30068 = Only limit orders are accepted for this instrument: give a price.
refusal-30077 = This instrument is not traded on an exchange, and cannot be through the API.
refusal-30078 = The price is no multiple of the instrument's price step: round it to the step.
refusal-30079 = The instrument does not trade now: wait for its trading to begin.
refusal-30080 = The number of lots must be above zero.
refusal-30081 = The account is closed: choose another one in the settings.
refusal-30082 = The account is blocked: the broker's support can say why.
refusal-30085 = Only futures and bonds have prices in points.
refusal-30092 = This instrument does not trade at weekends: wait for a working day.
refusal-30094 = Options cannot be traded through the API now.
refusal-30095 = The exchange did not execute the order: there is nobody to trade with at this price. Change the price or wait.
refusal-30096 = The exchange rejected the order and asks to try later. Please wait a minute.
refusal-30097 = This is not a trading session of the instrument: wait for its own.
refusal-30098 = There is no trading in this instrument now: wait for it to begin.
refusal-30099 = The price is outside the limits that the exchange allows today: give one closer to the market.
refusal-30100 = The price must be above zero.
refusal-30101 = The broker wants a test to be passed before this instrument is traded: it is in the broker's app.
refusal-30103 = Only orders at the best price are accepted for this instrument: it can be traded in the broker's app.
refusal-30109 = The largest allowed sum of a trade is exceeded: split the order.
refusal-30227 = The exchange or the broker cancelled the order: it cannot be executed like this. Please check its price and quantity.
refusal-30229 = The broker cannot convert the price of this future now: it may have expired.
refusal-30234 = The broker does not support this instrument here: try the broker's app.
refusal-30236 = The broker cannot convert the price of this future now: it may have expired.
refusal-30240 = It could leave a short or leveraged position, which is not agreed to: ask for less, or for no more than is free.
refusal-30254 = This time in force does not suit the instrument: place the order for the day.
refusal-30255 = Trading is forbidden on this account: choose another one in the settings, or ask the broker's support.
refusal-40002 = The token has no right to do this: it only reads, or does not reach this account. Make one with full access.
refusal-40003 = The token is wrong or expired: make a new one and put it into the settings.
refusal-40004 = This account cannot be traded through the API: check that it is open, or ask the broker's support.
refusal-50002 = The broker has no such instrument: please check the ticker.
refusal-50004 = The broker has no such account: please check its number in the settings.
refusal-50005 = The broker has no such order: it is executed, cancelled, or not there yet.
refusal-50006 = The broker has no such stop order: it was triggered or cancelled.
refusal-70001 = The broker has an internal error. If it comes again, write to its support.
refusal-70002 = The broker's network failed. Please try again in a minute; if that does not help, write to its support.
refusal-70003 = The broker has an internal error. Please try again in a minute; if that does not help, write to its support.
refusal-80001 = Too many streams of data are open: close other programs with this token.
refusal-80002 = The broker asks for patience: too many requests this minute. Please try again in a minute.
refusal-80003 = The broker sent too many text messages. Please wait a minute, or switch off those about orders in the broker's settings.
refusal-90001 = The broker wants the trade confirmed: that can be done in its app, not through the API.
refusal-90002 = The instrument is for qualified investors only: one becomes one in the broker's app.
refusal-90003 = The order is too large: the broker takes no more than 30,000,000 roubles in one through the API. Split it.

# What is wrong with what was asked
error-usage = I did not understand what stands after /{ $command }.
error-invalid-arguments = I did not understand what is wanted: { $problems }
error-unknown-command = There is no command { $name }. What I can do: /help
error-token-reads-only = The token only reads: everything can be looked at, but no order can be placed or cancelled with it. Make one with full access in the settings of T-Invest and put it into TINVEST_TOKEN.
error-row-not-found = There is no row { $id } in the queue.
error-row-runs = Task { $task } is carrying row { $id } out. Change the task (/amend { $task }), or stop it first (/stop { $task }).
error-halted = { halted-since }
error-not-halted = The halt is lifted already, or it is not the one that was asked about. To see: /health
error-not-positive = The { $field ->
        [sum] sum
        [limitPrice] price
       *[amount] amount
    } must be above zero; { $field ->
        [sum] a lot of { $ticker } costs { PRICE($least) }.
        [limitPrice] the price step of { $ticker } is { PRICE($least) }.
       *[amount] the smallest amount of { $ticker } is { AMOUNT($least) }.
    }
error-amount-not-lots = { $amount } { $ticker } cannot be: a lot is { COUNTED($lot, "pieces") }. The nearest amounts that can: { $nearest }.
error-sum-below-lot = { PRICE($sum) } does not buy one lot of { $ticker }: a lot costs { PRICE($lotPrice) }.
error-sum-of-future = { $ticker } is a future: no sum is paid for it, a margin is locked. Give an amount of contracts.
error-not-in-roubles = The prices of { $ticker } are in { $currency }, and only what is priced in roubles can be traded here.
error-limit-price-step = { $limitPrice } is no multiple of the price step of { $ticker }, which is { $step }. The nearest prices that are: { $nearest }.
error-not-tradable-by-api = { $ticker } cannot be traded through the broker's API.
error-buy-unavailable = The broker does not let { $ticker } be bought now.
error-sell-unavailable = The broker does not let { $ticker } be sold now.
error-money-short = There is not enough money: { PRICE($needed) } are needed, { PRICE($free) } are free.
error-nothing-to-dump = There is nothing to close: { AMOUNT($free) } { $ticker } are free, and a lot is { COUNTED($lot, "pieces") }.
error-no-price = { $ticker } has no price now: give an amount instead of a sum.
error-position-changed = The position in { $ticker } changed meanwhile, nothing was done. Please send the command again.
error-confirmation-invalid = This question does not hold any more: it was answered, or the minute is over. Please send the command again.
error-broker-unavailable = The broker does not answer yet; the command was not carried out. Please try again in a minute.

# What is wrong with a spread
error-legs-exchanged = The legs are exchanged: the far leg of a spread is the one that ends later.{ sensible-pair }
error-legs-equal = Both legs are { $farTicker }: a spread takes two different instruments.{ sensible-pair }
error-legs-unrelated = { $farTicker } and { $nearTicker } make no calendar spread: the near leg is the share that the future is written on, or a future on the same that ends sooner.{ sensible-pair } If it is this pair that you want, give the ratio yourself.
error-far-no-future = The far leg of a spread is a future, and { $farTicker } is none.{ sensible-pair }
error-leg-perpetual = A perpetual future never ends, so it makes no calendar spread.{ sensible-pair }
sensible-pair = { $suggestedFar ->
        [none] {""}
       *[other] {" "}This would do: far { $suggestedFar }, near { $suggestedNear }.
    }
error-ratio-not-fitting = The ratio { $ratio } does not fit: { COUNTED($amount, "contracts") } must take a whole number of lots of { $nearTicker } above zero, and a lot is { COUNTED($lot, "pieces") }. The nearest that fit: { $nearest }.{ $ofContracts ->
        [none] {""}
       *[other] {" "}The ratio of the contracts themselves: { $ofContracts }.
    }
error-spread-obstacles = The spread { $farTicker } − { $nearTicker } cannot be started:
error-short-unavailable = { $ticker } would be short by { AMOUNT($short) } ({ AMOUNT($free) } are free), and the broker lends none of it.
error-margin-off = { $ticker } would be short by { AMOUNT($short) } ({ AMOUNT($free) } are free), and margin trading is off for this account: turn it on in the broker's app.
error-margin-short = The margin is too small: { PRICE($needed) } are needed, { PRICE($free) } are free.
error-leg-expired = Trading of { $ticker } is over: { TIME($at) } (Moscow time).
error-leg-last-hour = Trading of { $ticker } ends too soon: { TIME($at) } (Moscow time). How long before that no spread is begun: /settings session.beforeLastTradeMinutes
error-sessions-apart = { $farTicker } and { $nearTicker } do not trade at the same time in the next days.
error-max-lots = The broker lets you { $direction ->
        [buy] buy
       *[sell] sell
    } no { COUNTED($lots, "lots") } of { $ticker } now: { AMOUNT($most) } at most.
error-consent-needed = { $what } needs your consent: it is no longer what the question said. Nothing was done; ask again.

# Answers of the API
error-unauthorized = The API key is wrong or missing: the header “Authorization: Bearer …” is needed.
error-idempotency-key-reused = Another request came with this Idempotency-Key before: take a new one.
error-confirmation-required = Consent is needed: send the request again with the token from here in the field confirm. It holds for one minute.
error-too-many-requests = Too many requests. Please try again in a minute.
error-body-too-large = The request is too large.
error-not-json = The body of the request must be JSON.
error-no-such-address = There is no such address. All of them: /api/docs
