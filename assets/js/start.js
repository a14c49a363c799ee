// Runs before the page is drawn, so that parts which need scripts can show themselves without a jump.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')
