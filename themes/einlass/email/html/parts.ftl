<#import "/shared.ftl" as shared>
<#import "template.ftl" as layout>
<#macro p>
<p style="margin:0 0 16px"><#nested></p>
</#macro>

<#-- A mail whose link has to be followed: what for, the button, how long it is good for, and what to do when it comes unexpectedly. -->
<#macro linked button unexpected newcomer=false>
<#local after>
<@p>${shared.validity()}</@p>
<@p>${unexpected}</@p>
<@p>${shared.help()}</@p>
</#local>
<@layout.emailLayout button=button after=after newcomer=newcomer>
<@p>${shared.greeting()}</@p>
<#nested>
</@layout.emailLayout>
</#macro>

<#-- A mail without a link. -->
<#macro plain>
<@layout.emailLayout>
<@p>${shared.greeting()}</@p>
<#nested>
<@p>${shared.help()}</@p>
</@layout.emailLayout>
</#macro>

<#-- A notice of something that happened. -->
<#macro notice lead>
<@plain>
<@p>${lead}</@p>
<@p>${msg("einlassWhen", event.date)}<#if event.ipAddress?has_content><br>${msg("einlassWhere", event.ipAddress)}</#if></@p>
<@p>${msg("einlassNotYou")}</@p>
</@plain>
</#macro>
