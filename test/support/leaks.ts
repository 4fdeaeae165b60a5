/** What no answer to a client may hold: stacks, paths, SQL, addresses and errors of what is behind the server. */
export const LEAK =
  /\bat \S+ \(|node_modules|file:\/\/|\/(?:home|root|tmp|usr|var|app|src|dist)\/|\bE(?:CONN|PIPE|NOTFOUND|AI_AGAIN|HOSTUNREACH)|postgres(?:ql)?:\/\/|(?:select|insert into|update|delete from) [\w".]+ (?:from|set|values|where)|relation "|violates .* constraint|syntax error at or near/i;
