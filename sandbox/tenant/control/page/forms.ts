import { html } from 'hono/html'
import { answerFaults, deliveryFaults, type FaultKind } from '../../core/faults.ts'
import { samplePassword } from './person-acts.ts'
import type { Fragment } from './show-text.ts'

const minute = 60
const steps = [
  ['+1 min', minute],
  ['+1 h', 60 * minute],
  ['+1 day', 1440 * minute],
] as const

/** Moves the clock by a usual step or by any other. */
export function clockForm(): Fragment {
  return html`<form method="post" action="/__sandbox/do/move-clock" data-act class="clock-form">
    ${steps.map(
      ([text, seconds]) =>
        html`<button type="submit" class="is-small"
          formaction="/__sandbox/do/move-clock?amount=${seconds}&unit=1" formnovalidate>${text}</button>`,
    )}
    <input type="number" name="amount" min="1" max="9999" value="5" aria-label="How far" />
    <select name="unit" aria-label="Unit">
      <option value="1">s</option>
      <option value="60" selected>min</option>
      <option value="3600">h</option>
      <option value="86400">d</option>
    </select>
    <button class="is-small">Move</button>
  </form>`
}

/** What somebody outside can do: sign up, log in, ask for a new password. */
export function personForm(): Fragment {
  return html`<form method="post" action="/__sandbox/do/log-in" data-act class="stack">
    <label class="field">
      <span>Address</span>
      <input type="email" name="email" required autocomplete="off" placeholder="ada@example.test" />
    </label>
    <div class="pair">
      <label class="field">
        <span>Name <small>for sign-up</small></span>
        <input name="name" autocomplete="off" maxlength="300" placeholder="Ada Byron" />
      </label>
      <label class="field">
        <span>Password</span>
        <input type="password" name="password" autocomplete="off" placeholder="${samplePassword}" />
      </label>
    </div>
    <div class="buttons">
      <button formaction="/__sandbox/do/sign-up">Sign up</button>
      <button class="is-main">Log in</button>
      <button formaction="/__sandbox/do/change-password">Mail a new password</button>
    </div>
  </form>`
}

const meanings: Readonly<Record<FaultKind, string>> = {
  'rate-limited': 'answers 429 with the real headers',
  'server-error': 'answers 500',
  unavailable: 'answers 503',
  'server-error-after': 'does it, then answers 500',
  'reset-before': 'cuts the connection before anything is done',
  'reset-after': 'does it, then cuts the connection',
  slow: 'answers late',
  'stale-search': 'searches among users as they were a while ago',
  duplicate: 'arrives twice',
  reorder: 'arrives late, after what was sent later',
  lose: 'never arrives',
}

function kindButtons(kinds: readonly FaultKind[]): Fragment {
  return html`<div class="buttons">
    ${kinds.map(
      (kind) =>
        html`<button name="kind" value="${kind}" class="is-small" title="${meanings[kind]}">${kind}</button>`,
    )}
  </div>`
}

function limitFields(): Fragment {
  return html`<label class="field"><span>Times</span>
      <input type="number" name="count" min="1" placeholder="∞" value="1" />
    </label>
    <label class="field"><span>Chance %</span>
      <input type="number" name="percent" min="1" max="100" placeholder="100" />
    </label>
    <label class="field"><span>Delay ms</span>
      <input type="number" name="delayMs" min="0" max="600000" placeholder="auto" />
    </label>`
}

const usualPlaces = [
  '* /*',
  'POST /oauth/token',
  'POST /dbconnections/signup',
  '* /api/v2/*',
  'GET /api/v2/users',
  'GET /api/v2/users/*',
  'POST /api/v2/users',
  'PATCH /api/v2/users/*',
]

/** A button for each kind of fault: those of answers, and those of what the tenant sends. */
export function faultForms(): Fragment {
  return html`<form method="post" action="/__sandbox/do/arm-fault" data-act class="stack">
      <div class="limits">
        <label class="field"><span>Answers to</span>
          <input name="at" required value="* /*" list="usual-places" class="code" autocomplete="off" />
        </label>
        ${limitFields()}
      </div>
      <datalist id="usual-places">
        ${usualPlaces.map((place) => html`<option value="${place}"></option>`)}
      </datalist>
      ${kindButtons(answerFaults)}
    </form>
    <form method="post" action="/__sandbox/do/arm-fault" data-act class="stack">
      <div class="limits">
        <label class="field"><span>Deliveries of</span>
          <select name="at">
            <option value="*">anything</option>
            <option>action</option>
            <option>event-stream</option>
            <option>log-stream</option>
          </select>
        </label>
        ${limitFields()}
      </div>
      ${kindButtons(deliveryFaults)}
    </form>`
}

/** Ends every fault at once. */
export function clearForm(): Fragment {
  return html`<form method="post" action="/__sandbox/do/clear-faults" data-act>
    <button class="is-small">Clear all</button>
  </form>`
}
