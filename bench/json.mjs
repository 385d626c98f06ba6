/** @throws Error with the `status` of an answer that is no success */
export async function json(url, { method = 'GET', body, headers = {} } = {}) {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    const error = new Error(`${method} ${url}: ${answer.status} ${text}`);
    throw Object.assign(error, { status: answer.status });
  }
  return text && JSON.parse(text);
}
