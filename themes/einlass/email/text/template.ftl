<#ftl output_format="plainText">
<#import "/shared.ftl" as shared>
<#macro frame linked=false>
<#nested>

${msg("einlassHelpLead")} ${msg("einlassHelp")}

-- 
${msg("einlassFooter", shared.company)}
<#if linked>
${msg("einlassFooterLinked", shared.company)}
</#if>
</#macro>

<#macro linked unexpected>
<@frame linked=true>
${shared.greeting()}

<#nested>

${link}

${shared.validity()}

${unexpected}

${msg("einlassBrokenLine")}
</@frame>
</#macro>

<#macro notice lead>
<@frame>
${shared.greeting()}

${lead}

${msg("einlassWhen", event.date)}
<#if event.ipAddress?has_content>
${msg("einlassWhere", event.ipAddress)}
</#if>

${msg("einlassNotYou")}
</@frame>
</#macro>
