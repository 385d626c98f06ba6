# What trading with real money risks; the same as in the README, which a test compares
risk-text =
    Trademan places real orders with your money, at once and without asking again. You can lose money, with a short position or the broker's loan more than you put in.
    An order that rests at the exchange may be executed at any moment, also while this computer sleeps, is off or has no network. Then nobody hedges a spread until it is back: one shown piece of the far leg can be without its hedge.
    Prices jump, trading is halted, and the broker may close positions by itself when the margin is not enough. A stop order is no promise of a price.
    The program may have faults. It has been proved on an exchange on this computer that follows the broker's published contract; the broker's real answers may differ. It comes without any warranty; what it does is on your account.
    Begin with the smallest amounts, set limits, and know how to stop it: /halt, /stop, /cancel, and the broker's own app.
preview-risk =
    { risk-text }

    Account { $accountId } trades with real money. Did you understand the risk, and is it yours?
answer-risk = { $by ->
        [none] No real money is traded here, so there is nothing to confirm.
       *[other] The risk was confirmed for this account on { TIME($at) } (Moscow time). Orders go out.
    }
command-risk = What trading with real money risks; confirmed once an account
usage-risk = /risk: what trading with real money risks. Before it is confirmed no order goes out
error-risk-not-confirmed = No order goes out before the risk is confirmed for this account, once: /risk in the chat, or POST /api/v1/commands/risk.
journal-risk-confirmed = The risk of trading with real money was confirmed for this account{ $by ->
        [api] {" "}by the API
       *[other] {""}
    }. Orders go out from now on.
part-risk-not-confirmed = works; no order goes out before the risk is confirmed: /risk
part-clock-off = works, but this computer's clock and the broker's are too far apart: let the system set it by the network
