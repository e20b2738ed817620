// Speaks to the sandbox's control side; a refusal becomes an Error with its sentence.

const read = async (answer) => {
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const sentence = told.problem ?? told.error ?? `the sandbox says ${answer.status}`;
  throw Object.assign(new Error(sentence), { status: answer.status });
};

export const get = async (path) => read(await fetch(`control/${path}`));

export const post = async (path, body) => read(await fetch(`control/${path}`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
}));
