<#ftl output_format="plainText">
<#-- A value from outside as part of a sentence: one line in reading order, no address that a mail program would make a link of, and no "${key}", in whose place Keycloak would put one of its own sentences. -->
<#function value text="">
  <#local line = text?replace(r"[\s\p{Cc}\p{Zl}\p{Zp}]+", " ", "r")?replace(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", "r")>
  <#return line?replace("://", ": //")?replace(r"${", "$ {")?trim>
</#function>

<#-- What `realm apply` says of the network's look; a sentence that it has not said is the theme's own. -->
<#function colour key otherwise>
  <#return msg(key)?matches("#[0-9a-fA-F]{6}")?then(msg(key), otherwise)>
</#function>
<#assign company = value(msg("einlassCompany")?has_content?then(msg("einlassCompany"), realmName))>
<#assign accent = colour("einlassAccent", "#0066cc")>
<#assign onAccent = colour("einlassOnAccent", "#ffffff")>
<#assign logo = msg("einlassLogo")?matches("https?://.+")?then(msg("einlassLogo"), "")>

<#function greeting>
  <#local name = value(((user.firstName)!"") + " " + ((user.lastName)!""))>
  <#return (msg("einlassGreeting") + " " + name)?trim + ",">
</#function>

<#function validity>
  <#return msg("einlassValid", linkExpirationFormatter(linkExpiration))>
</#function>

<#function help>
  <#return msg("einlassHelpLead") + " " + msg(msg("einlassHelp")?has_content?then("einlassHelp", "einlassHelpOtherwise"))>
</#function>

<#-- What Keycloak wants from a person, in words; actions that this theme has no words for are one and the same entry. -->
<#function actions>
  <#local found = []>
  <#list requiredActions![] as action>
    <#local key = "requiredAction." + action>
    <#local words = (msg(key) == key)?then(msg("einlassActionOther"), msg(key))>
    <#if !found?seq_contains(words)><#local found = found + [words]></#if>
  </#list>
  <#return found?has_content?then(found, [msg("einlassActionOther")])>
</#function>

<#function credential>
  <#local key = "einlassCredential." + (event.getDetail("credential_type")!"other")>
  <#return (msg(key) == key)?then(msg("einlassCredential.other"), msg(key))>
</#function>
