// Builds assets/ into app/static/built/: styles from Sass, scripts, fonts and pictures, each under a name that changes
// with its content, and app/static/built/manifest.json, which says what each is called now.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const fresh = join(root, `app/static/fresh-${process.pid}`)
const manifest = {}

function keep (name, content) {
  const { base, name: stem, ext } = parse(name)
  const mark = createHash('sha256').update(content).digest('hex').slice(0, 12)
  manifest[base] = `${stem}-${mark}${ext}`
  writeFileSync(join(fresh, manifest[base]), content)
}

// In styles and scripts, "./name" stands for a file built before; it is replaced by what that file is called now.
const named = text => text.replace(/(["'(])\.\/([\w.-]+)(["')])/g, (whole, open, name, close) =>
  manifest[name] ? `${open}./${manifest[name]}${close}` : whole)

rmSync(fresh, { recursive: true, force: true })
mkdirSync(fresh, { recursive: true })

const fonts = join(modules, '@fontsource/atkinson-hyperlegible/files')
for (const weight of ['400-normal', '400-italic', '700-normal']) {
  for (const letters of ['latin', 'latin-ext']) {
    const name = `atkinson-hyperlegible-${letters}-${weight}.woff2`
    keep(name, readFileSync(join(fonts, name)))
  }
}
for (const name of readdirSync(join(root, 'assets/images'))) keep(name, readFileSync(join(root, 'assets/images', name)))
keep('govuk-frontend.min.js', readFileSync(join(modules, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), 'utf8')
  .replace(/\/\/# sourceMappingURL=.*$/m, ''))
for (const name of readdirSync(join(root, 'assets/js')).sort()) {
  keep(name, named(readFileSync(join(root, 'assets/js', name), 'utf8')))
}
const styles = sass.compile(join(root, 'assets/scss/app.scss'), {
  loadPaths: [modules], style: 'compressed', quietDeps: true
})
keep('app.css', named(styles.css))
writeFileSync(join(fresh, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')

const old = join(root, 'app/static/built')
rmSync(old, { recursive: true, force: true })
renameSync(fresh, old)
console.log(`built ${Object.keys(manifest).length} files into app/static/built/`)
