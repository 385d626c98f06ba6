# Errors: what happened, to what, and what one can do

error-task-not-found = There is no task { $taskId }. Unfinished tasks: /tasks
error-task-finished = Task { $taskId } is finished already.
error-task-of-another-account = Task { $taskId } belongs to another account or mode ({ $mode }). Start Trademan with that one to steer it.
error-temporal-unavailable = Temporal does not answer now; the command was not carried out. A task can be stopped without it: /stop
error-database-unavailable = The database does not answer now. Whether the command was carried out, /tasks shows in a minute; better not repeat it before.
error-rate-limited = The broker asks for patience: too many requests. Please try again in a minute.
error-unavailable = The broker does not answer now. Please try again in a minute.
error-outcome-unknown = The broker did not say whether it was done. Finding out.
error-duplicate = The broker knows this order already.
error-not-trading = The instrument does not trade now.
error-not-found = The broker did not find it.
error-access-denied = The broker did not accept the token: it is wrong, expired, or has no right to trade. Make a new one and put it into the settings.
error-refused = The broker refused.
error-broker-refused = The broker refused.
error-answer-mismatch = The broker's answer is about another account, instrument or direction; the task is stopped. Please check the orders in the broker's app.
error-order-rejected = The exchange rejected the order several times in a row.
error-internal = Something went wrong; the program's log has the details.
# The broker's own words after ours
broker-says = Its words: “{ $message }”

# The broker's refusals by their numbers
refusal-30034 = There is not enough money on the account.
refusal-30042 = There is not enough money or not enough securities: add money or ask for less.
refusal-30051 = Margin trading is switched off for the account.
refusal-30052 = The instrument cannot be traded through the API.
refusal-30068 = Only limit orders are accepted for this instrument.
refusal-30078 = The price is no multiple of the instrument's price step.
refusal-30081 = The account is closed.
refusal-30082 = The account is blocked.
refusal-30099 = The price is outside the limits that the exchange allows today.
refusal-30101 = The broker wants a test to be passed before this instrument is traded: it is in the broker's app.
refusal-30109 = The largest allowed sum of a trade is exceeded.
refusal-30240 = It could leave a short or leveraged position, which is not agreed to: ask for less, or for no more than is free.
refusal-30255 = Trading is forbidden on this account.
refusal-40002 = The token has no right to do this: make one with full access.
refusal-40003 = The token is wrong or expired: make a new one and put it into the settings.
refusal-40004 = This account cannot be traded through the API.
refusal-90001 = The broker wants the trade confirmed in its app.
refusal-90002 = The instrument is for qualified investors only.
refusal-90003 = The price is too high.

# What is wrong with what was asked
error-usage = I did not understand what stands after /{ $command }.
error-invalid-arguments = I did not understand what is wanted: { $problems }
error-unknown-command = There is no command { $name }. What I can do: /help
error-unknown-ticker = The broker has no instrument { $ticker }. Please check the ticker.
error-row-not-found = There is no row { $id } in the queue.
error-row-runs = Task { $task } is carrying row { $id } out: stop it first.
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
error-limit-price-step = { $limitPrice } is no multiple of the price step of { $ticker }, which is { $step }. The nearest prices that are: { $nearest }.
error-not-tradable-by-api = { $ticker } cannot be traded through the broker's API.
error-buy-unavailable = The broker does not let { $ticker } be bought now.
error-sell-unavailable = The broker does not let { $ticker } be sold now.
error-short-refused = Selling { AMOUNT($amount) } { $ticker } would open a short position: { AMOUNT($free) } are free. I do not do that yet.
error-money-short = There is not enough money: { PRICE($needed) } are needed, { PRICE($free) } are free.
error-nothing-to-dump = There is nothing to close: { AMOUNT($free) } { $ticker } are free, and a lot is { COUNTED($lot, "pieces") }.
error-no-price = { $ticker } has no price now: give an amount instead of a sum.
error-position-changed = The position in { $ticker } changed meanwhile, nothing was done. Please send the command again.
error-confirmation-invalid = This question does not hold any more: it was answered, or the minute is over. Please send the command again.
error-broker-unavailable = The broker does not answer yet; the command was not carried out. Please try again in a minute.

# Answers of the API
error-unauthorized = The API key is wrong or missing: the header “Authorization: Bearer …” is needed.
error-idempotency-key-reused = Another request came with this Idempotency-Key before: take a new one.
error-confirmation-required = Consent is needed: send the request again with the token from here in the field confirm. It holds for one minute.
error-too-many-requests = Too many requests. Please try again in a minute.
error-body-too-large = The request is too large.
error-not-json = The body of the request must be JSON.
error-no-such-address = There is no such address. All of them: /api/docs
