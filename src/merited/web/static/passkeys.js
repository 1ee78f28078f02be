// Passkeys: enroll one, sign in with one, show once more that it is you. Without this, the password does all of it.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const each = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function create(options) {
  const asked = options.publicKey;
  asked.challenge = bytes(asked.challenge);
  asked.user = { ...asked.user, id: bytes(asked.user.id) };
  asked.excludeCredentials = each(asked.excludeCredentials);
  // It must be able to sign in by itself: kept on the device, with its lock.
  const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  asked.authenticatorSelection = { ...asked.authenticatorSelection, ...wanted };
  const made = await navigator.credentials.create({ publicKey: asked });
  return plain(made, ["clientDataJSON", "attestationObject"]);
}

async function get(options) {
  const asked = options.publicKey;
  asked.challenge = bytes(asked.challenge);
  asked.allowCredentials = each(asked.allowCredentials);
  const found = await navigator.credentials.get({ publicKey: asked });
  return plain(found, ["clientDataJSON", "authenticatorData", "signature", "userHandle"]);
}

function plain(credential, names) {
  const response = {};
  for (const name of names) if (credential.response[name]) response[name] = text(credential.response[name]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function options(form) {
  const written = document.getElementById("passkey-options");
  if (written) return JSON.parse(written.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).request_options;
}

for (const one of document.querySelectorAll("[data-passkey-offer]")) one.hidden = !window.PublicKeyCredential;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const trouble = document.querySelector("[data-passkey-trouble]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    if (trouble) trouble.hidden = true;
    try {
      const asked = await options(form);
      const credential = await (form.dataset.passkey === "add" ? create(asked.creation_options || asked) : get(asked.request_options || asked));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      // Turned away by the person, by the device, or by a lost connection: the words on the page fit all three.
      if (trouble) trouble.hidden = false;
    }
  });
}
