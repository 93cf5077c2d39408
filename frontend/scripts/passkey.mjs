// SPDX-License-Identifier: AGPL-3.0-or-later
// Asks the device for a passkey and sends its answer with the form. What it answers is weighed by the server alone.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function ask(kind, options) {
  options.challenge = bytes(options.challenge);
  if (kind === "create") {
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = named(options.excludeCredentials);
    const made = await navigator.credentials.create({ publicKey: options });
    return answer(made, { attestationObject: text(made.response.attestationObject) });
  }
  options.allowCredentials = named(options.allowCredentials);
  const used = await navigator.credentials.get({ publicKey: options });
  const { authenticatorData, signature, userHandle } = used.response;
  return answer(used, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

function answer(credential, response) {
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  });
}

/** Starts every form that asks for a passkey; its button appears only where the browser can ask. */
export function passkeys(root) {
  for (const form of root.querySelectorAll("form[data-passkey]:not([data-passkey-init])")) {
    form.setAttribute("data-passkey-init", "");
    const part = (name) => form.querySelector(`[data-passkey-${name}]`);
    // It says that scripts are missing: where this runs, they are not.
    part("without").hidden = true;
    if (!window.PublicKeyCredential || !window.isSecureContext) {
      part("missing").hidden = false;
      continue;
    }
    part("go").hidden = false;
    // Before the guard against a second press, which would count a press that the device refused.
    form.addEventListener(
      "submit",
      (event) => {
        if (form.elements.answer.value) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        part("failed").hidden = true;
        ask(form.dataset.passkey, JSON.parse(form.dataset.options))
          .then((found) => {
            form.elements.answer.value = found;
            form.submit();
          })
          .catch(() => (part("failed").hidden = false));
      },
      { capture: true },
    );
  }
}
