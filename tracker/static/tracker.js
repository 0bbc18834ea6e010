// Every page works without this. It marks the page as scripted, as GOV.UK Frontend asks, and starts its modules.
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
