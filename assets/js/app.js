// Small comforts. Every page works without any of this.
import { Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink, createAll } from './govuk-frontend.min.js'

for (const part of [CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink]) createAll(part)
createAll(Button, { preventDoubleClick: true })

// Shift three times in a row leaves the page, as the button does.
const leave = document.querySelector('form[data-leave]')
let presses = 0
let waiting
if (leave) {
  document.addEventListener('keyup', event => {
    presses = event.key === 'Shift' ? presses + 1 : 0
    clearTimeout(waiting)
    waiting = setTimeout(() => { presses = 0 }, 3000)
    if (presses === 3) leave.requestSubmit()
  })
  leave.addEventListener('submit', () => { document.body.hidden = true })
}

// Going back after leaving shows nothing: a page kept in memory is fetched again.
window.addEventListener('pageshow', event => { if (event.persisted) window.location.reload() })

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
