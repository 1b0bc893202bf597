<#-- Stands in for Keycloak's empty footer.ftl, its own place for what a company adds; imported by template.ftl, so it is on every page. -->
<#macro content>
  <#-- What `realm apply` says; the theme's own sentences are empty, so that a realm without it looks like Keycloak. -->
  <#local brand = msg("einlassBrand")>
  <#--
    `media="print"` until it is there: a style sheet that does not match holds up neither painting nor scripts, and one that never comes
    changes nothing. These two pages go on by themselves at the load event, which even such a sheet holds up.
  -->
  <#if brand?matches(r"https?://[^\s]+") && !["saml-post-form", "frontchannel-logout"]?seq_contains(pageId!"")>
    <link rel="stylesheet" href="${brand}" media="print" onload="this.onload=null;this.media='all';document.documentElement.classList.add('einlass-brand')">
  </#if>
  <#-- Its page says nothing of what a passkey is; the style sheet puts this under the heading. -->
  <#if (pageId!"") == "webauthn-register"><p class="einlass-about">${msg("einlassPasskey")}</p></#if>
  <#-- Such a page says its one sentence as heading and once more: the style sheet shows the heading alone. -->
  <#if (pageId!"") == "info" && !messageHeader?? && !requiredActions??><span class="einlass-said" hidden></span></#if>
  <p class="einlass-help">${msg("einlassHelpLead")} ${msg(msg("einlassHelp")?has_content?then("einlassHelp", "einlassHelpOtherwise"))}</p>
</#macro>
