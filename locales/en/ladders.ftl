# Ladders of stop orders: why one is not placed

error-not-listed = The broker does not list { $ticker } any more, or API does not trade it.
error-no-last-price = { $ticker } has no last price to go by, or it is below zero.
error-contract-ended = { $ticker } has ended.
error-price-below-step = The price would be below one price step of { $ticker }, which is { PRICE($step) }.
error-price-outside-limit = { PRICE($price) } is beyond what the exchange allows for { $ticker } today: { PRICE($limit) }.
error-short-not-agreed = { $ticker } would be short by more than was agreed to.
