// Every page works without this. It marks the page as scripted, as GOV.UK Frontend asks, and starts its modules.
// The version is in the file's name because browsers keep static files for a year.
import { initAll } from "./vendor/govuk-frontend-6.6.0.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
